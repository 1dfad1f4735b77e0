"""Rules, delays and lists, as they are sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import Verb
from ..models import Pace


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name of the rule"), max_length=120)
    sender = forms.CharField(label=_("The sender's name holds"), max_length=200, required=False)
    words = forms.CharField(
        label=_("The subject or the text holds these words"),
        max_length=200,
        required=False,
        help_text=_("All of them, in any order and however they are spelt."),
    )
    procedure = forms.TypedChoiceField(label=_("The procedure is"), coerce=int, empty_value=None, required=False)
    plan_class = forms.TypedChoiceField(
        label=_("The class of the plan is"), coerce=int, empty_value=None, required=False
    )
    unit = forms.TypedChoiceField(label=_("The letter goes to"), coerce=int)
    verb = forms.ChoiceField(label=_("To do"), choices=Verb.choices, initial=Verb.HANDLE)
    by_itself = forms.BooleanField(
        label=_("Give the letter at once, without asking anybody"),
        required=False,
        help_text=_("Only ordinary letters that come in. Otherwise the rule proposes, and somebody decides."),
    )

    def __init__(self, *args: Any, offered: dict[str, list[tuple[int, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            blank = [] if name == "unit" else [("", _("Any"))]
            self.fields[name].choices = [*blank, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not any(said.get(name) for name in ("sender", "words", "procedure", "plan_class")):
            raise forms.ValidationError(_("A rule has at least one condition."))
        return said


class PaceForm(forms.ModelForm):
    class Meta:
        model = Pace
        fields = ("normal", "urgent", "very_urgent", "remind_before", "escalate_after", "weekly")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("normal", "urgent", "very_urgent", "escalate_after"):
            field = self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=1, max_value=365, initial=self.fields[name].initial
            )
            field.widget.attrs["inputmode"] = "numeric"


class ListForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=120)
    unit = forms.TypedChoiceField(label=_("Kept by"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, owners: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = owners  # type: ignore[attr-defined]
