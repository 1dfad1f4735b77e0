"""What the pages of presence take in; operations decide."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars

from .enums import Kind, Where


class TapForm(forms.Form):
    """A tap: `said_at` in UTC as the device says it; absent, it is the moment of arrival."""

    kind = forms.ChoiceField(choices=Kind)
    said_at = forms.CharField(required=False, max_length=40)

    def clean_said_at(self) -> datetime | None:
        text = self.cleaned_data["said_at"].strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("This is not a moment.")) from error


class CompleteForm(forms.Form):
    """Hours in the legal time of the country."""

    started = forms.TimeField(
        label=_("start of work"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ended = forms.TimeField(
        label=_("end of work"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = forms.CharField(label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, day: date, country: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day, self.zone = day, calendars.zone(country)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said.get("started") is None and said.get("ended") is None:
            raise forms.ValidationError(_("Give the start, the end or both."))
        return said

    def moment(self, name: str) -> datetime | None:
        """An end before six in the morning, and before the start, is of the next day."""
        at = self.cleaned_data.get(name)
        if at is None:
            return None
        day, started = self.day, self.cleaned_data.get("started")
        if name == "ended" and at.hour < 6 and (started is None or at <= started):
            day += timedelta(days=1)
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)


class CallForm(forms.Form):
    person = forms.TypedChoiceField(label=_("who"), coerce=int)
    day = forms.DateField(label=_("day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    from_time = forms.TimeField(label=_("at what hour"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    coming = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    answer = forms.CharField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("coming") == "no" and not said.get("answer", "").strip():
            raise forms.ValidationError(_("Say why you cannot come."))
        return said


class DecisionForm(forms.Form):
    upheld = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    decision = forms.CharField(max_length=500, required=False)


class RemarkForm(forms.Form):
    remark = forms.CharField(label=_("remark"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AwayForm(forms.Form):
    first = forms.DateField(label=_("first day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("reason, for the manager alone"), max_length=200, required=False)


class TeamFilter(forms.Form):
    """What is asked of the calendar; what cannot be read is left aside."""

    unit = forms.TypedChoiceField(label=_("unit"), required=False, coerce=int, empty_value=None)
    q = forms.CharField(label=_("name"), required=False, max_length=80)
    where = forms.ChoiceField(
        label=_("today"),
        required=False,
        choices=[("", _("Everybody")), *((w, w.label) for w in Where if w != Where.OFF)],
    )
    only = forms.BooleanField(label=_("teleworkers only"), required=False)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("All units")), *units]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return getattr(self, "cleaned_data", {})


def tap_key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None
