"""What the simulator is asked: values of a document, from where, on what day, and who is away."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..authority import Span
from ..conditions import BadValue, Type
from .mandates import DayField
from .rules import indented, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from ..conditions import Field

AWAY_ROWS = 3


class AwayForm(forms.Form):
    """Somebody who would be away, from a day to another, both included."""

    person = forms.ChoiceField(label=gettext_lazy("away"), required=False)
    first = DayField(label=gettext_lazy("from"), required=False)
    last = DayField(label=gettext_lazy("until"), required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", "—"), *((str(key), name) for key, name in people)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("person"):
            if not data.get("first") or not data.get("last"):
                self.add_error("person", _("Say from when until when."))
            elif data["last"] < data["first"]:
                self.add_error("last", _("The end comes after the start."))
        return data


class TryForm(forms.Form):
    """The fields of the type come after the day and the unit."""

    day = DayField(label=gettext_lazy("sent on"))
    unit = forms.ChoiceField(label=gettext_lazy("from the unit"))

    def __init__(
        self,
        data: Any = None,
        *,
        known: Mapping[str, Field],
        units: Mapping[str, str],
        people: Iterable[tuple[int, str]],
        today: date,
    ) -> None:
        super().__init__(data, initial={"day": today})
        self.known, self.units = known, units
        self.fields["unit"].choices = indented(units)  # type: ignore[attr-defined]
        for code, one in known.items():
            self.fields[f"v-{code}"] = self._field(one)
        everybody = list(people)
        self.away = [AwayForm(data, prefix=f"away-{n}", people=everybody) for n in range(AWAY_ROWS)]

    def _field(self, one: Field) -> forms.Field:
        said: dict[str, Any] = {"label": one.names.here, "required": one.required}
        match one.type:
            case Type.NUMBER:
                return forms.CharField(
                    widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"}), max_length=30, **said
                )
            case Type.DAY:
                return DayField(**said)
            case Type.TRUTH:
                return forms.ChoiceField(choices=[("false", _("no")), ("true", _("yes"))], **said)
            case Type.CHOICE:
                first = [] if one.required else [("", "—")]
                return forms.ChoiceField(choices=[*first, *((c, n.here) for c, n in one.choices)], **said)
            case Type.UNIT:
                return forms.ChoiceField(choices=[("", "—"), *indented(self.units)], **said)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.values: dict[str, Any] = {}
        for code, one in self.known.items():
            text = str(data.get(f"v-{code}") or "")
            if not text:
                continue
            try:
                self.values[code] = read(one, text, self.units)
            except BadValue:
                said = _("“%(value)s” is no value of the field “%(field)s”.")
                self.add_error(f"v-{code}", said % {"value": text, "field": one.names.here})
        return data

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.away)])

    def spans(self, zone: ZoneInfo) -> dict[int, list[Span]]:
        """Who is away when, by person."""
        found: dict[int, list[Span]] = {}
        for row in self.away:
            data = row.cleaned_data
            if data.get("person"):
                starts = datetime.combine(data["first"], time.min, tzinfo=zone)
                ends = datetime.combine(data["last"] + timedelta(days=1), time.min, tzinfo=zone)
                found.setdefault(int(data["person"]), []).append(Span(starts, ends))
        return found
