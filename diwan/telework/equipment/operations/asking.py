"""A return is asked when telework ends, and for those who leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations

from ..events import ReturnAsked
from ..models import DueReturn, Item

if TYPE_CHECKING:
    from datetime import date, datetime


@transaction.atomic
def ask_return(*, person_id: int, ended_on: date, agreement_id: int | None = None, now: datetime) -> DueReturn | None:
    """Ask for everything that somebody holds, by the first worked day that telework no longer covers (000 §5: equipment
    is given back when the period of telework ends). None where they hold nothing; twice is once."""
    item = Item.objects.filter(holder=person_id).order_by("pk").first()
    if item is None:
        return None
    there = DueReturn.objects.select_for_update().filter(person=person_id, closed_at=None).first()
    if there is not None:
        return there
    country = organisations.country_of(item.administration_id)
    row = DueReturn.objects.create(
        administration_id=item.administration_id,
        unit_id=item.unit_id,
        person_id=person_id,
        agreement=agreement_id,
        asked_at=now,
        due_on=calendars.due_on(country, ended_on, 0),
    )
    facts.tell(
        ReturnAsked(
            return_id=row.pk,
            person_id=person_id,
            administration_id=row.administration_id,
            due_on=row.due_on.isoformat(),
        )
    )
    return row


@transaction.atomic
def no_longer_asked(*, person_id: int, now: datetime) -> None:
    """Another agreement began: they may keep what they hold."""
    DueReturn.objects.filter(person=person_id, closed_at=None).update(closed_at=now)
