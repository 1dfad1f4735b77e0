"""Large reading: lists of help with their times, and who was trained."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from diwan.core.calendars import api as calendars
from diwan.kit import keyset
from diwan.kit.arabic import normalise

from .enums import LIVE, State
from .models import Attempt, Certificate, Guide, HelpRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE_SIZE = 25


def asked_within(path: str, first: date, last: date) -> int:
    """How many requests for help came from a unit and all below it (a line of the weekly report)."""
    rows = HelpRequest.objects.filter(unit__path__startswith=path)
    country = rows.values_list("administration__country", flat=True).order_by().first()
    zone = calendars.zone(country or "MA")
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    return rows.filter(asked_at__gte=since, asked_at__lt=until).count()


def filtered(rows: QuerySet, said: dict[str, Any]) -> QuerySet:
    """By state (`live` where none is named), category, urgency, whose hand, words."""
    state = said.get("state") or "live"
    if state == "live":
        rows = rows.filter(state__in=LIVE)
    elif state in State.values:
        rows = rows.filter(state=state)
    for name in ("category", "urgency", "way"):
        if said.get(name):
            rows = rows.filter(**{name: said[name]})
    if said.get("hand") == "none":
        rows = rows.filter(assigned_to=None)
    elif str(said.get("hand", "")).isdigit():
        rows = rows.filter(assigned_to=said["hand"])
    for word in normalise(said.get("q") or "").split():
        rows = rows.filter(Q(search_text__contains=word) | Q(person__search_text__contains=word))
    return rows.select_related("person", "assigned_to")


def page(rows: QuerySet, *, before: str, after: str) -> tuple[list[Any], str, str]:
    return keyset.read(rows, F("asked_at"), downwards=True, size=PAGE_SIZE, before=before, after=after)


def minutes(since: datetime, until: datetime | None) -> int | None:
    """Whole minutes from one moment to another."""
    return int((until - since).total_seconds() // 60) if until else None


def guides(rows: QuerySet, text: str) -> QuerySet[Guide]:
    """The current guides in which every word is found; that of security first."""
    for word in normalise(text).split():
        rows = rows.filter(search_text__contains=word)
    return rows.filter(replaced_at=None).order_by("-kind", "title_ar", "pk")


def passed_by(person_id: int, administration_ids: set[int]) -> dict[tuple[int, str], Attempt]:
    """The courses a person passed, whatever the version: by administration and code."""
    rows = Attempt.objects.filter(person=person_id, passed=True, course__administration__in=administration_ids)
    return {
        (one.course.administration_id, one.course.code): one for one in rows.select_related("course").order_by("pk")
    }


def trained(administration_id: int) -> QuerySet[Certificate]:
    """Every certificate of an administration, the newest first."""
    rows = Certificate.objects.filter(book__administration=administration_id)
    return rows.select_related("attempt__person", "attempt__course").order_by("-issued_at", "-pk")
