"""Somebody leaves the unit in which they telework: it stands still until the new manager has looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from ..enums import COMING, LIVE, Did, State
from ..models import Agreement, Pause
from ..policies import may_manage
from ..queries.standing import own_seats
from .changing import go_on, pause
from .common import expect, locked, reason_of, today
from .wishing import end_by_agreement

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def seat_left(*, person_id: int, post_id: int, now: datetime) -> int | None:
    """Whoever left a post no longer teleworks from it. Told twice, done once; the agreement, or None."""
    key = Agreement.objects.filter(person=person_id, post=post_id, state__in=LIVE).values_list("pk", flat=True).first()
    return review(agreement_id=key, now=now) if key else None


@transaction.atomic
def review(*, agreement_id: int, now: datetime) -> int | None:
    """Suspend for review when the person no longer holds the post; the unit they went to is known if they have one."""
    row = locked(agreement_id)
    seats = own_seats(organisations.actor_for(row.person_id, now))
    if row.state not in LIVE or any(seat.post_id == row.post_id for seat in seats):
        return None
    new = next((seat for seat in seats if seat.administration_id == row.administration_id), None)
    if new is not None and row.review_unit_id != new.unit_id:
        row.review_unit_id = new.unit_id
        row.save(update_fields=["review_unit"])
    if Pause.objects.filter(agreement=row, last=None).exists() or row.state == State.SUSPENDED:
        return row.pk
    reason = _("The person no longer holds the post from which they telework.")
    pause(row, organisations.SYSTEM, today(row, now), None, reason, now, review=True)
    return row.pk


def seat_taken(*, person_id: int, now: datetime) -> list[int]:
    """Whoever sits somewhere new while their agreement waits for review: their new manager is the one to look."""
    rows = Agreement.objects.filter(person=person_id, state=State.SUSPENDED, pauses__review=True, pauses__last=None)
    found = [review(agreement_id=key, now=now) for key in list(rows.values_list("pk", flat=True))]
    return [key for key in found if key is not None]


@transaction.atomic
def keep(*, actor: Actor, agreement_id: int, reason: str = "", now: datetime) -> Agreement:
    """The new manager keeps it: it goes on from the new post, if the quotas of the unit have room.

    Raises:
        NotAllowed, WrongState, QuotaBroken
    """
    row = locked(agreement_id)
    expect(row, State.SUSPENDED)
    seats = own_seats(organisations.actor_for(row.person_id, now))
    seat = next((one for one in seats if one.unit_id == row.review_unit_id), None)
    if seat is None or not may_manage(actor, row) or not may_manage_unit(actor, seat):
        raise NotAllowed
    row.unit_id, row.post_id, row.review_unit = seat.unit_id, seat.post_id, None
    row.save()
    row = locked(row.pk)
    go_on(row, actor, None, reason.strip(), now, did=Did.REVIEWED)
    return row


def may_manage_unit(actor: Actor, seat: organisations.Seat) -> bool:
    from diwan.telework.rules import api as rules

    return actor.may(rules.MANAGE, seat.place)


@transaction.atomic
def let_go(*, actor: Actor, agreement_id: int, reason: str, now: datetime) -> Agreement:
    """The new manager does not keep it: it ends today.

    Raises:
        NotAllowed, WrongState, ReasonMissing
    """
    row = locked(agreement_id)
    expect(row, State.SUSPENDED)
    if not may_manage(actor, row):
        raise NotAllowed
    end_by_agreement(row, actor, today(row, now), reason_of(reason), now)
    return row


__all__ = ["COMING", "keep", "let_go", "review", "seat_left", "seat_taken"]
