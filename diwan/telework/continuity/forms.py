"""What the pages of continuity take in; operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def words(rows: int = 2, **more: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", **more})


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CrisisForm(forms.Form):
    """A rule, where, from when to when, and why."""

    rule = forms.ChoiceField(label=_("crisis rule"))
    unit = forms.TypedChoiceField(label=_("where, with all below it"), coerce=int)
    starts_on = forms.DateField(label=_("from"), widget=day())
    ends_on = forms.DateField(label=_("until (included)"), widget=day())
    reason = forms.CharField(label=_("why; it stands in the act"), max_length=2000, widget=words(3))

    def __init__(self, *args: Any, rules: Any = (), units: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rule"].choices = list(rules)  # type: ignore[attr-defined]
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("starts_on"), found.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes after the first."))
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("why"), max_length=2000, widget=words(3))


class ReturnForm(ReasonForm):
    returns_on = forms.DateField(label=_("first day as before"), widget=day())


class NoteForm(forms.Form):
    note = forms.CharField(label=_("what the plan is for"), required=False, max_length=4000, widget=words(3))


class ServiceForm(forms.Form):
    """A vital service."""

    unit = forms.TypedChoiceField(label=_("unit"), coerce=int)
    name = forms.CharField(label=_("vital service"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    what = forms.CharField(label=_("what must go on"), max_length=2000, widget=words(2))
    minimum = forms.IntegerField(label=_("fewest people on site"), min_value=0, max_value=100_000, initial=1)
    away = forms.IntegerField(label=_("most people away"), min_value=0, max_value=100_000, initial=0)
    substitutes = forms.CharField(label=_("who replaces whom"), required=False, max_length=2000, widget=words(2))
    systems = forms.CharField(label=_("systems and data needed"), required=False, max_length=2000, widget=words(2))
    recovery_hours = forms.IntegerField(label=_("back within (hours)"), min_value=0, max_value=8760, initial=24)

    def __init__(self, *args: Any, units: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]


class ExemptionForm(forms.Form):
    email = forms.EmailField(label=_("work e-mail address of the person"))
    proof = forms.CharField(
        label=_("reference of the proof"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    until = forms.DateField(label=_("until (empty: as long as nothing changes)"), required=False, widget=day())
