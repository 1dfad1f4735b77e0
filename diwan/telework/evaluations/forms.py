"""What the screens of the committee ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from .enums import Choice, CostKind, Role, ServiceKind

BIG = 2**62
WEEKDAYS = [("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")), ("5", _("Friday"))]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def words(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )


class SessionForm(forms.Form):
    held_on = forms.DateField(label=_("Day of the session"), widget=day_input())
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    agreements = forms.TypedMultipleChoiceField(
        label=_("Agreements on the agenda"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, offered: list[tuple[int, str]], ticked: list[int]) -> None:
        super().__init__(data, initial={"agreements": ticked})
        self.fields["agreements"].choices = offered  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    present = forms.TypedMultipleChoiceField(
        label=_("Members present"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, members: list[tuple[int, str]], present: list[int]) -> None:
        super().__init__(data, initial={"present": present})
        self.fields["present"].choices = members  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    role = forms.ChoiceField(label=_("Role"), choices=Role)

    def __init__(self, data: Any, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    renew_until = forms.DateField(label=_("If renewed, until"), required=False, widget=day_input())
    end_on = forms.DateField(label=_("If ended, its last day"), required=False, widget=day_input())
    weekdays = forms.MultipleChoiceField(
        label=_("If changed, its days"), required=False, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    reasons = words(_("Reasons"), required=False)


class VoteForm(forms.Form):
    member = forms.TypedChoiceField(label=_("Member"), coerce=int)
    choice = forms.ChoiceField(
        label=_("Vote"), required=False, choices=[*Choice.choices, ("", _("withdraws, being concerned"))]
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, data: Any, *, members: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["member"].choices = members  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    text = words(_("Your opinion"))


class StatementForm(forms.Form):
    text = words(_("Your statement"))


class PeriodForm(forms.Form):
    """Anything that cannot be read counts as not asked: the last ninety days."""

    since = forms.DateField(label=_("From"), required=False, widget=day_input())
    until = forms.DateField(label=_("To"), required=False, widget=day_input())

    def span(self, today: date) -> tuple[date, date]:
        from datetime import timedelta

        self.is_valid()
        last = self.cleaned_data.get("until") or today
        first = self.cleaned_data.get("since") or last - timedelta(days=90)
        return min(first, last), last


class CostForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind)
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=10, decimal_places=3)
    starts_on = forms.DateField(label=_("From"), widget=day_input())
    source = forms.CharField(label=_("Source"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))


class SurveyForm(forms.Form):
    title = forms.CharField(label=_("Question"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    starts_on = forms.DateField(label=_("From"), widget=day_input())
    ends_on = forms.DateField(label=_("To"), widget=day_input())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", _("The end comes after the start."))
        return said


class MarkForm(forms.Form):
    mark = forms.TypedChoiceField(
        label=_("Your mark"),
        coerce=int,
        choices=[(1, _("1, not at all")), (2, "2"), (3, "3"), (4, "4"), (5, _("5, entirely"))],
        widget=forms.RadioSelect,
    )


class AmendmentForm(forms.Form):
    """A rule and its new value; what the value may be depends on the rule, and is checked against the law."""

    key = forms.ChoiceField(label=_("Rule"))
    value = forms.CharField(
        label=_("New value"),
        max_length=20,
        help_text=_("A number, a part like 2/3, an hour like 08:30, or yes or no."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    unit = forms.ChoiceField(
        label=_("For a length of time, counted in"),
        required=False,
        choices=[("D", _("days")), ("M", _("months")), ("Y", _("years"))],
    )
    starts_on = forms.DateField(label=_("From"), widget=day_input())
    reasons = words(_("Reasons"))

    def __init__(self, data: Any, *, offered: dict[str, Any]) -> None:
        super().__init__(data)
        self.offered = offered
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (key, f"{rule.term.label} · {rule.term.amount(rule.value)}") for key, rule in offered.items()
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        rule = self.offered.get(said.get("key", ""))
        if rule is None or "value" not in said:
            return said
        try:
            said["value"] = _as_value(rule.term, said["value"].strip(), said.get("unit") or "D")
            rule.term.read(said["value"])
        except (Refusal, ValueError):
            self.add_error(
                "value", _("This is no value of this rule; it says now: %(words)s") % {"words": rule.words()}
            )
        return said


def _as_value(term: Any, typed: str, unit: str) -> Any:
    """What was typed, as the profile files write a value of this shape."""
    if term.shape == "flag":
        if typed.lower() in {"yes", "1", "true", "نعم", "oui"}:
            return True
        if typed.lower() in {"no", "0", "false", "لا", "non"}:
            return False
        raise ValueError(typed)
    if term.shape == "span":
        return f"P{int(typed)}{unit}"
    return int(typed) if term.shape in {"count", "percent", "weekday"} else typed


class BallotForm(forms.Form):
    member = forms.TypedChoiceField(label=_("Member"), coerce=int)
    favour = forms.TypedChoiceField(
        label=_("Vote"),
        coerce=lambda said: said == "yes",
        choices=[("yes", _("in favour")), ("no", _("against"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, members: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["member"].choices = members  # type: ignore[attr-defined]


class FigureForm(forms.Form):
    kind = forms.ChoiceField(label=_("Figure"), choices=ServiceKind)
    value = forms.DecimalField(
        label=_("Value"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=_("Per hundred, days, a mark out of five, or a number, by the figure."),
    )
    since = forms.DateField(label=_("From"), widget=day_input())
    until = forms.DateField(label=_("To"), widget=day_input())
    source = forms.CharField(label=_("Source"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The end comes after the start."))
        return said
