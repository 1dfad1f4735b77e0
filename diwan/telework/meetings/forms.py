"""What is typed about a meeting, read and never written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars

from .enums import Room
from .operations.convening import Item
from .operations.writing import NewDecision, Written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from .models import AgendaItem, Meeting

ROWS = 3  # empty rows of the agenda, beside those that are filled
MOST_ROWS = 40


class DayInput(forms.DateInput):
    input_type = "date"


class HourInput(forms.TimeInput):
    input_type = "time"


class PlanForm(forms.Form):
    title = forms.CharField(label=_("Subject"), max_length=200)
    day = forms.DateField(label=_("Day"), widget=DayInput(format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour (legal time)"), widget=HourInput(format="%H:%M"))
    minutes = forms.IntegerField(label=_("Duration, in minutes"), min_value=5, max_value=720, initial=60)
    place = forms.CharField(
        label=_("Place, or telephone number"),
        max_length=300,
        required=False,
        help_text=_("Needed where there is no video room: people then sign in on the page of the meeting."),
    )
    room = forms.ChoiceField(label=_("Video room"), choices=Room, required=False, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Message to the participants"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    guests = forms.CharField(
        label=_("Guests from outside"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: a name and an e-mail address, as in “Amina Alaoui amina@example.org”."),
    )

    def __init__(self, *args: Any, country: str, rooms: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        room: Any = self.fields["room"]
        room.choices = [(one.value, one.label) for one in Room if one == Room.NONE or one.value in set(rooms)]
        room.initial = Room.NONE

    def clean_guests(self) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for line in self.cleaned_data["guests"].splitlines():
            if line.strip():
                name, address = guest(line)
                found[address] = name
        return [(name, address) for address, name in found.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("day") and said.get("hour"):
            said["starts_at"] = self.legal(said["day"], said["hour"])
        if not said.get("room"):
            said["room"] = Room.NONE
        if said["room"] == Room.NONE and not said.get("place") and "place" not in self.errors:
            self.add_error("place", _("Say where people meet: a place, a telephone number or a video room."))
        return said

    def legal(self, day: date, hour: time) -> datetime:
        """The moment of a legal hour; one that the clocks jump over does not exist that day."""
        moment = datetime.combine(day, hour, calendars.zone(self.country))
        if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
            self.add_error("hour", _("The clocks change that day: this hour does not exist. Choose another."))
        return moment.astimezone(UTC)


def guest(line: str) -> tuple[str, str]:
    """Raises ValidationError: no address that can be written to."""
    found = re.search(r"[^\s<>]+@[^\s<>]+", line)
    address = parseaddr(found.group())[1].lower() if found else ""
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(
            _("No e-mail address can be read in this line: %(line)s"), params={"line": line}
        ) from None
    name = " ".join(line.replace(found.group(), "").strip(" <>\t;,").split()) if found else ""
    return name[:150], address


def starting(meeting: Meeting, country: str) -> dict[str, Any]:
    """What the form of a meeting that is there begins with."""
    at = meeting.starts_at.astimezone(calendars.zone(country))
    people = meeting.participants.filter(person=None, removed_at=None)  # type: ignore[attr-defined]
    return {
        "title": meeting.title,
        "day": at.date(),
        "hour": at.time(),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "room": meeting.room,
        "note": meeting.note,
        "guests": "\n".join(f"{one.name} {one.email}" for one in people),
    }


def agenda_rows(data: QueryDict | None, items: Iterable[AgendaItem] = ()) -> list[dict[str, Any]]:
    """The rows of the agenda as typed, or as they stand; then some that are empty."""
    if data is None:
        found = [
            {"id": one.pk, "title": one.title, "speaker": one.speaker, "minutes": one.minutes or ""} for one in items
        ]
    else:
        names = ("item_id", "item_title", "item_speaker", "item_minutes")
        lists = [data.getlist(name)[:MOST_ROWS] for name in names]
        found = [
            {"id": key, "title": title.strip(), "speaker": speaker.strip(), "minutes": minutes.strip()}
            for key, title, speaker, minutes in zip(*lists, strict=False)
        ]
        found = [row for row in found if row["title"] or row["speaker"]]
    return [*found, *({"id": "", "title": "", "speaker": "", "minutes": ""} for _n in range(ROWS))]


def items_of(rows: Iterable[dict[str, Any]]) -> list[Item]:
    return [
        Item(
            title=row["title"][:200],
            speaker=row["speaker"][:150],
            minutes=number(row["minutes"], 720),
            id=number(row["id"]),
        )
        for row in rows
        if row["title"]
    ]


def number(text: Any, most: int = 2**62) -> int | None:
    text = str(text).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and 0 <= int(text) <= most else None


def keys(texts: Iterable[str]) -> list[int]:
    return [key for key in map(number, texts) if key is not None]


class AnswerForm(forms.Form):
    word = forms.CharField(label=_("A word to the chair"), max_length=300, required=False)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class OpenForm(forms.Form):
    reason = forms.CharField(label=_("Why it begins without them"), max_length=300, required=False)


class ServerForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(Room.BBB, "BigBlueButton"), (Room.JITSI, "Jitsi Meet")])
    address = forms.URLField(label=_("Address"), max_length=200, assume_scheme="https")
    app_id = forms.CharField(
        label=_("Application identifier (Jitsi)"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    secret = forms.CharField(
        label=_("Shared secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted, and never shown again. Leave empty to keep the one that is there."),
    )


def written(data: QueryDict, items: Iterable[AgendaItem]) -> list[Written]:
    """What one writer sends of each point."""
    found = []
    for item in items:
        key = item.pk
        if f"said-{key}" not in data:
            continue
        text = data.get(f"decision-{key}", "").strip()[:500]
        new = NewDecision(
            text=text, person_id=number(data.get(f"owner-{key}", "")), due_on=day(data.get(f"due-{key}", ""))
        )
        votes = [number(data.get(f"{name}-{key}", ""), 9999) for name in ("for", "against", "blank")]
        found.append(
            Written(
                item_id=key,
                said=data.get(f"said-{key}", "")[:20000],
                base=data.get(f"base-{key}"),
                votes=(votes[0], votes[1], votes[2]),
                decisions=[new] if text else [],
                dropped=keys(data.getlist(f"drop-{key}")),
            )
        )
    return found


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
