"""Parsing what a clerk does with a letter beyond accepting and returning it. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .following import SeveralFiles

if TYPE_CHECKING:
    from ..queries.completeness import Check


def typed(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class RequestForm(forms.Form):
    """What is missing: the needed pieces not ticked, and what the clerk writes, one a line."""

    received = forms.TypedMultipleChoiceField(
        label=_("Received"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.CharField(
        label=_("What else is missing, one piece a line"), max_length=2000, required=False, widget=typed(2)
    )
    text = forms.CharField(label=_("A word to the depositor"), max_length=2000, required=False, widget=typed(2))

    def __init__(self, *args: Any, checks: list[Check], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks, self.language = checks, language
        self.fields["received"].choices = [(check.needed.id, check.needed.names.here) for check in checks]  # type: ignore[attr-defined]
        self.fields["received"].initial = [check.needed.id for check in checks if check.found]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ticked = set(data.get("received", ()))
        data["missing"] = [
            check.needed.names.get(self.language)
            for check in self.checks
            if check.needed.required and check.needed.id not in ticked
        ] + [line.strip() for line in data.get("other", "").splitlines() if line.strip()]
        if not data["missing"]:
            raise ValidationError(_("Say which pieces are missing: the depositor must know what to send."))
        return data


class WordsAndFiles(forms.Form):
    """A text with files: a message, an answer. The files are stored by the view before the form is read."""

    text = forms.CharField(label=_("Message"), max_length=20_000, required=False, widget=typed(4))
    pieces = forms.FileField(label=_("Files"), required=False, widget=SeveralFiles)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].strip()


class AnswerForm(WordsAndFiles):
    accepting = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("The answer, as the depositor reads it")


class OfficeSearchForm(forms.Form):
    q = forms.CharField(label=_("Search an office"), max_length=100, required=False)


class ForwardForm(forms.Form):
    office = forms.IntegerField(label=_("To which office"), error_messages={"required": _("Choose an office.")})
    reason = forms.CharField(
        label=_("Why is it forwarded? The depositor reads this."), max_length=2000, widget=typed(3)
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Say why the letter is forwarded: the depositor reads it."))
        return reason
