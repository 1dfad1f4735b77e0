"""A letter begun, its text, what stands around it, what is said about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters

from ..enums import Layout
from ..text.blocks import LONGEST

KINDS = [(letters.Kind.OUTGOING, letters.Kind.OUTGOING.label), (letters.Kind.INTERNAL, letters.Kind.INTERNAL.label)]


def typed(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class AddressForm(forms.Form):
    """Who a letter goes to. A name of the directory stands for the unit or the administration that bears it."""

    addressee = forms.CharField(
        label=_("To"), max_length=200, widget=forms.TextInput(attrs={"list": "correspondents", "dir": "auto"})
    )
    title = forms.CharField(label=_("Title or rank"), max_length=120, required=False)
    others = forms.CharField(label=_("Other addressees, one a line"), max_length=4000, required=False, widget=typed(2))
    copies = forms.CharField(
        label=_("Copies for information, one a line"), max_length=4000, required=False, widget=typed(2)
    )

    def names(self, field: str) -> list[str]:
        lines = (line.strip()[:200] for line in self.cleaned_data[field].splitlines())
        return list(dict.fromkeys(filter(None, lines)))


class BeginForm(AddressForm):
    post = forms.TypedChoiceField(label=_("From the post"), coerce=int)
    kind = forms.ChoiceField(label=_("What kind of letter"), choices=KINDS)
    template = forms.TypedChoiceField(label=_("Template"), coerce=int, required=False, empty_value=None)
    layout = forms.ChoiceField(label=_("Languages"), required=False)
    formula = forms.TypedChoiceField(label=_("Formula of address"), coerce=int, required=False, empty_value=None)
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    level = forms.ChoiceField(label=_("Who may read it"), choices=letters.Level, initial=letters.Level.ORDINARY)
    answers = forms.IntegerField(required=False, widget=forms.HiddenInput)
    instruction = forms.TypedChoiceField(
        label=_("Answers the instruction"), coerce=int, required=False, empty_value=None
    )
    field_order = ("post", "kind", "template", "layout", "addressee", "title", "formula", "others", "copies", "subject")

    def __init__(self, *args: Any, choices: dict[str, list], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["layout"].choices = [("", _("As the template says")), *Layout.choices]  # type: ignore[attr-defined]
        if len(choices["post"]) == 1:
            self.fields["post"].widget = forms.HiddenInput()
        if not choices["instruction"]:
            self.fields["instruction"].widget = forms.HiddenInput()


class DescribeForm(AddressForm):
    layout = forms.ChoiceField(label=_("Languages"), choices=Layout)
    formula = forms.TypedChoiceField(label=_("Formula of address"), coerce=int, required=False, empty_value=None)
    signatory = forms.TypedChoiceField(label=_("To be signed by"), coerce=int, required=False, empty_value=None)
    level = forms.ChoiceField(label=_("Who may read it"), choices=letters.Level)

    def __init__(self, *args: Any, choices: dict[str, list], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]


class SaveForm(forms.Form):
    """The text as the editor sends it (`body`), or as lines (`markup`) without JavaScript."""

    base = forms.IntegerField(min_value=0)
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False, empty_value="")
    body = forms.CharField(max_length=LONGEST * 4, required=False, strip=False)
    markup = forms.CharField(label=_("Text"), max_length=LONGEST, required=False, strip=False)
    second = forms.CharField(max_length=LONGEST * 4, required=False, strip=False)
    second_markup = forms.CharField(label=_("Text in French"), max_length=LONGEST, required=False, strip=False)
    automatic = forms.BooleanField(required=False)


class RestoreForm(forms.Form):
    number = forms.IntegerField(min_value=1)
    base = forms.IntegerField(min_value=1)


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=4000, widget=typed(3))
    paragraph = forms.TypedChoiceField(label=_("About"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, paragraphs: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paragraph"].choices = [("", _("The whole letter")), *paragraphs]  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    units = forms.TypedMultipleChoiceField(
        label=_("Units"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one unit.")},
    )
    text = forms.CharField(label=_("What is asked"), max_length=2000, required=False, widget=typed(2))
    due_on = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = units  # type: ignore[attr-defined]


class SignForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ProposeForm(forms.Form):
    post = forms.TypedChoiceField(label=_("To be signed by"), coerce=int)

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts  # type: ignore[attr-defined]


class AnnexForm(forms.Form):
    file = forms.FileField(label=_("File"))
    label = forms.CharField(label=_("What it is"), max_length=120, required=False)


class SourceForm(forms.Form):
    file = forms.FileField(
        label=_("A DOCX, an ODT or a PDF"), widget=forms.ClearableFileInput(attrs={"accept": ".docx,.odt,.pdf"})
    )
