"""What is said when a folder is decided, handed on, asked about, written on, signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.engines.circuits import api as circuits


def typed(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class AgreeForm(forms.Form):
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What you think"), max_length=4000, required=False, widget=typed(3))


class RefuseForm(forms.Form):
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=typed(3),
        error_messages={"required": _("Write the reason: whoever has to mend it reads it.")},
    )
    back = forms.ChoiceField(
        label=_("Send it back"),
        required=False,
        choices=[(circuits.Back.AUTHOR, _("to its author")), (circuits.Back.PREVIOUS, _("to the step before"))],
        initial=circuits.Back.AUTHOR,
    )


class ToPostForm(forms.Form):
    post = forms.TypedChoiceField(label=_("Post"), coerce=int)
    text = forms.CharField(label=_("Words"), max_length=2000, required=False, widget=typed(3))

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "—"), *posts]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    text = forms.CharField(max_length=2000, required=False)


class AnnotationForm(forms.Form):
    page = forms.IntegerField(label=_("Page"), min_value=1, max_value=100_000)
    x = forms.IntegerField(min_value=0, max_value=1000, required=False, widget=forms.HiddenInput)
    y = forms.IntegerField(min_value=0, max_value=1000, required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What you note"), max_length=2000, widget=typed(2))
    private = forms.BooleanField(label=_("For me alone"), required=False)


class SeenForm(forms.Form):
    """Pages that came before somebody's eyes, as "1,2,3", of the file they are of."""

    file = forms.IntegerField()
    pages = forms.RegexField(r"^\d{1,6}(,\d{1,6}){0,199}$")

    @property
    def numbers(self) -> list[int]:
        return [int(page) for page in self.cleaned_data["pages"].split(",")]
