"""Forms and pieces: labels, help, mistakes and directions come by themselves."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory


class Letter(forms.Form):
    subject = forms.CharField(help_text="One sentence.")
    email = forms.EmailField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")])
    agreed = forms.BooleanField()
    piece = forms.FileField(required=False)


def rendered(source, **context):
    return Template("{% load shell %}" + source).render(Context({"request": RequestFactory().get("/?q=1"), **context}))


def test_field_has_its_label_its_help_and_free_direction():
    html = str(Letter())
    assert '<label for="id_subject">' in html
    assert re.search(r'<input [^>]*aria-describedby="id_subject_helptext"[^>]*>', html)
    assert re.search(r'<input [^>]*name="subject"[^>]*dir="auto"', html)
    assert re.search(r'<input [^>]*name="email"[^>]*dir="ltr"', html)
    assert re.search(r'<select [^>]*class="form-select"', html)


def test_mistakes_are_summed_up_and_tied_to_their_field():
    html = str(Letter({"email": "nobody"}))
    assert '<a href="#id_subject">' in html
    assert 'id="id_subject_error"' in html
    assert re.search(
        r'<input [^>]*aria-invalid="true"[^>]*aria-describedby="id_subject_helptext id_subject_error"', html
    )


def test_what_the_form_says_itself_is_kept():
    form = Letter()
    form.fields["subject"].widget.attrs.update({"dir": "ltr", "class": "wide"})
    html = str(form["subject"])
    assert 'dir="ltr"' in html
    assert 'class="wide form-control"' in html


def test_what_people_type_is_escaped_in_mistakes():
    form = Letter({"kind": "<script>"})
    assert "<script>" not in str(form)


def test_status_takes_only_the_tones_of_the_house():
    assert rendered('{% status "late" "متأخرة" %}') == '<span class="tag tag-late">متأخرة</span>'
    with pytest.raises(TemplateSyntaxError):
        rendered('{% status "purple" "x" %}')


def test_pages_keep_the_other_parameters():
    html = rendered("{% pagination page %}", page=Paginator(range(95), 10).page(4))
    assert 'href="?q=1&amp;page=5" rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_pagination():
    assert rendered("{% pagination page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_progress_tells_what_failed_and_when_it_is_finished():
    html = rendered("{% progress 7 10 3 %}")
    assert '<progress max="10" value="7"' in html
    assert "tag-late" in html
    assert "tag-ok" in rendered("{% progress 10 10 0 %}")


def test_pdf_is_a_link_before_it_is_a_viewer():
    assert '<a href="/file.pdf" download>' in rendered('{% pdf "/file.pdf" %}')
