"""What the keepers of the rules type, parsed into a value as the profile files write it. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import profile as files
from . import wording
from .enums import Direction, Scope, Shape, Window
from .spans import Span
from .terms import TERMS

if TYPE_CHECKING:
    from datetime import date

UNITS = (("D", _("days")), ("M", _("months")), ("Y", _("years")))
PARTS = ("1/3", "1/2", "2/3", "3/4", "1")


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class AskedForm(forms.Form):
    """Whose rules, and as of which day; what cannot be read is left out."""

    administration = forms.IntegerField(required=False)
    on = DayField(required=False, label=_("Rules in force on"))
    key = forms.CharField(required=False, max_length=80)
    page = forms.IntegerField(required=False, min_value=1)


class AdjustForm(forms.Form):
    """From when, until when and on what ground; the fields of the value stand before them."""

    starts_on = DayField(label=_("Holds from"))
    ends_on = DayField(
        label=_("Until"),
        required=False,
        help_text=_("The first day on which it no longer holds. Empty: no end is set."),
    )
    ground = forms.CharField(
        label=_("Ground"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("The decision, circular or article that sets it; shown with the rule."),
    )

    def __init__(self, *args: Any, today: date, initial_value: Any = None, **options: Any) -> None:
        options["initial"] = {"starts_on": today, **self.initial_of(initial_value)}
        super().__init__(*args, **options)
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget.attrs["min"] = today.isoformat()

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"value": value}

    def said(self) -> Any:
        return self.cleaned_data["value"]


def form_for(key: str) -> type[AdjustForm]:
    """The form of one rule, by the shape of its value."""
    if key == "profile":
        return _plain(forms.ChoiceField(label=_("Profile followed"), choices=_countries))
    if key.startswith("quota"):
        return NewQuotaForm if key == "quota" else QuotaForm
    if key.startswith("crisis."):
        return CrisisForm
    term = TERMS[key]
    if term.shape == Shape.SPAN:
        return SpanForm
    if term.shape == Shape.FLAG:
        return FlagForm
    return _plain(_field(term))


def _plain(field: forms.Field) -> type[AdjustForm]:
    """The form of a value that one field takes as it is."""
    return type("ValueForm", (AdjustForm,), {"value": field, "field_order": ["value"]})


def _countries() -> list[tuple[str, Any]]:
    return [(code, files.profile(code).names) for code in files.profiles()]


def _field(term: Any) -> forms.Field:
    """The field of a value that is one word or number."""
    if term.shape in {Shape.COUNT, Shape.PERCENT}:
        most = 100 if term.shape == Shape.PERCENT else term.most
        return forms.IntegerField(label=term.label, min_value=term.least, max_value=most)
    if term.shape == Shape.WEEKDAY:
        return forms.TypedChoiceField(label=term.label, coerce=int, choices=_weekdays)
    if term.shape == Shape.FRACTION:
        return forms.ChoiceField(label=term.label, choices=[(part, part) for part in PARTS])
    if term.shape == Shape.CHOICE:
        return forms.ChoiceField(label=term.label, choices=term.choices)
    return forms.RegexField(
        r"^([01]\d|2[0-3]):[0-5]\d$", label=term.label, widget=forms.TextInput(attrs={"type": "time"})
    )


def _weekdays() -> list[tuple[int, str]]:
    return [(number, wording.weekdays([number])) for number in range(1, 8)]


class SpanForm(AdjustForm):
    amount = forms.IntegerField(label=_("How long"), min_value=0, max_value=999)
    unit = forms.ChoiceField(label=_("days, months or years"), choices=UNITS)
    field_order = ["amount", "unit"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        span = Span.parse(value) if value else Span()
        if span.months and not span.day_count:
            years, months = divmod(span.months, 12)
            return {"amount": span.months if months else years, "unit": "M" if months else "Y"}
        return {"amount": span.days, "unit": "D"}

    def said(self) -> str:
        return "P{amount}{unit}".format(**self.cleaned_data)


class FlagForm(AdjustForm):
    flag = forms.TypedChoiceField(
        label=_("Does it hold"),
        choices=(("yes", _("yes")), ("no", _("no"))),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ["flag"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"flag": "yes" if value else "no"}

    def said(self) -> bool:
        return self.cleaned_data["flag"]


class QuotaForm(AdjustForm):
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction)
    percent = forms.IntegerField(label=_("Percentage on site"), min_value=0, max_value=100)
    scope = forms.ChoiceField(label=_("Who is counted together"), choices=Scope)
    which = forms.CharField(
        label=_("Which one"),
        required=False,
        max_length=60,
        help_text=_("A code of unit, grade or counter; empty: each."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on these days"),
        required=False,
        coerce=int,
        choices=_weekdays,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every working day."),
    )
    window = forms.ChoiceField(label=_("Counted"), choices=Window)
    least_people = forms.IntegerField(
        label=_("From how many people"),
        min_value=1,
        max_value=9999,
        initial=1,
        help_text=_("Smaller groups are not counted: one person alone could never be away."),
    )
    aside = forms.BooleanField(label=_("This quota does not hold here"), required=False)
    field_order = ["direction", "percent", "scope", "which", "weekdays", "window", "least_people", "aside"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        if value is None:
            return {}
        names = ("direction", "percent", "scope", "window", "least_people")
        return {name: getattr(value, name) for name in names} | {
            "which": value.value,
            "weekdays": list(value.weekdays),
        }

    def said(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if data["aside"]:
            return None
        names = ("direction", "percent", "scope", "weekdays", "window", "least_people")
        return {name: data[name] for name in names} | {"value": data["which"].strip()}


class NewQuotaForm(QuotaForm):
    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("A short word in Latin letters that stays."))
    aside = None  # type: ignore[assignment]
    field_order = ["code", *QuotaForm.field_order]

    def said(self) -> dict[str, Any] | None:
        self.cleaned_data["aside"] = False
        return super().said()


class CrisisForm(AdjustForm):
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction)
    percent = forms.IntegerField(label=_("Percentage on site"), min_value=0, max_value=100)
    aside = forms.BooleanField(label=_("This crisis rule does not hold here"), required=False)
    field_order = ["direction", "percent", "aside"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"direction": value.quota.direction, "percent": value.quota.percent} if value else {}

    def said(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        return None if data["aside"] else {"direction": data["direction"], "percent": data["percent"]}


class StopForm(forms.Form):
    """Why an adjustment goes; and for one in force, from when."""

    ends_on = DayField(label=_("Holds no more from"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))

    def __init__(self, *args: Any, begun: bool, first: date, **options: Any) -> None:
        super().__init__(*args, **options)
        if begun:
            self.fields["ends_on"].initial = first
            self.fields["ends_on"].widget.attrs["min"] = first.isoformat()
        else:
            del self.fields["ends_on"]
