"""Reading devices: those allowed today, those of the list under its filters, and the condition before telework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from diwan.kit import keyset

from ..enums import DeviceState
from ..models import Allowance, Device, ForbiddenApplication

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

PAGE_SIZE = 30


def allowed_devices(person_id: int, on: date) -> list[Device]:
    """The devices of a person whose check holds that day."""
    rows = Device.objects.filter(person=person_id, state=DeviceState.ALLOWED, allowed_until__gte=on)
    return list(rows.order_by("pk"))


def listed(actor: Actor, query: Any) -> QuerySet[Device]:
    """The devices of one's administrations, by person, words and state."""
    from ..models.guarded import guarded

    rows = Device.objects.filter(administration__in=guarded(actor)).select_related("person", "administration")
    text, state = (query.get("q") or "").strip()[:80], query.get("state") or ""
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(person__search_text__contains=word.lower()))
    return rows.filter(state=state) if state in DeviceState.values else rows


def page_of(actor: Actor, query: Any) -> tuple[list[Device], str, str]:
    """A page of the list, newest first, and the places before and after it."""
    return keyset.read(
        listed(actor, query),
        F("declared_at"),
        downwards=True,
        size=PAGE_SIZE,
        before=query.get("before") or "",
        after=query.get("after") or "",
    )


def forbidden(administrations: set[int], on: date) -> QuerySet[ForbiddenApplication]:
    """The list of forbidden applications of that day."""
    rows = ForbiddenApplication.objects.filter(administration__in=administrations, since__lte=on)
    return rows.filter(Q(until=None) | Q(until__gt=on)).order_by("name")


def exceptions_waiting(administrations: set[int]) -> QuerySet[Allowance]:
    """Exceptions that nobody decided yet, oldest first."""
    rows = Allowance.objects.filter(administration__in=administrations, state="asked")
    return rows.select_related("person", "application", "administration").order_by("asked_at")
