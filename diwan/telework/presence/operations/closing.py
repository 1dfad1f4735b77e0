"""The week: its person closes it, the manager sends it back or locks it, time locks it otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import plans, policies
from ..enums import WEEK_TRANSITIONS, WeekState
from ..events import WeekClosed, WeekReturned
from ..models import Week
from ..queries import days as told
from .confirming import NoAgreement, WeekShut

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NotOver(Refusal):
    message = _("This week still has remote days to come.")
    advice = _("Close it after the last of them.")
    status = 422


class Incomplete(Refusal):
    message = _("A remote day of this week has no start or no end.")
    advice = _("Complete it with its reason, or say that you were away.")
    status = 422


class WeekMoved(Refusal):
    message = _("This week is no longer in the state you saw; nothing was done.")
    advice = _("Look at it again.")
    status = 409


@transaction.atomic
def close_week(*, actor: Actor, day: date, now: datetime) -> Week:
    """Close the week that holds this day: nothing more is written to it unless the manager sends it back.

    Raises:
        NoAgreement: none of the actor's holds in that week.
        NotOver, Incomplete, WeekShut
    """
    if actor.person_id is None:
        raise NotAllowed
    force = told.force_around(actor.person_id, day)
    if force is None:
        raise NoAgreement
    where = plans.bearings(force.administration_id, day)
    first = plans.first_of_week(day, where.country)
    row = Week.objects.select_for_update(of=("self",)).filter(person=actor.person_id, first=first).first()
    if row is not None and WeekState.CLOSED not in WEEK_TRANSITIONS[row.state]:
        raise WeekShut
    days = told.worked(actor.person_id, first, first + 6 * plans.DAY, now=now)
    today = calendars.local_day(now, where.country)
    if any(one.planned and one.day > today for one in days):
        raise NotOver
    if any(one.planned and not one.is_whole for one in days):
        raise Incomplete
    row = row or Week(person_id=actor.person_id, first=first)
    row.agreement_id, row.unit_id, row.administration_id = force.agreement_id, force.unit_id, force.administration_id
    row.state, row.closed_at = WeekState.CLOSED, now
    row.planned = sum(one.planned for one in days)
    row.days, row.minutes = sum(one.is_whole for one in days), sum(one.minutes for one in days)
    row.late, row.completed = sum(one.sent_late for one in days), sum(one.completed for one in days)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise WeekShut from twice
    said = {one.day.isoformat(): one.as_said() for one in days if one.start or one.end}
    note(actor, row, "closed", now, {"days": said})
    who = {"week_id": row.pk, "person_id": row.person_id, "administration_id": row.administration_id}
    facts.tell(WeekClosed(**who, first=first.isoformat()))
    return row


@transaction.atomic
def return_week(*, actor: Actor, week_id: int, remark: str, now: datetime) -> Week:
    """Send a closed week back to its person, with what is wrong.

    Raises:
        NotAllowed, WeekMoved
    """
    row = decided(actor, week_id, WeekState.RETURNED, remark, now)
    note(actor, row, "returned", now, {})
    facts.tell(WeekReturned(week_id=row.pk, person_id=row.person_id))
    return row


@transaction.atomic
def lock_week(*, actor: Actor, week_id: int, now: datetime) -> Week:
    """Take note of a closed week: it changes no more.

    Raises:
        NotAllowed, WeekMoved
    """
    row = decided(actor, week_id, WeekState.LOCKED, "", now)
    note(actor, row, "locked", now, {})
    return row


def decided(actor: Actor, week_id: int, state: WeekState, remark: str, now: datetime) -> Week:
    row = Week.objects.select_for_update(of=("self",)).select_related("unit").get(pk=week_id)
    if not policies.may_manage(actor, row):
        raise NotAllowed
    if state not in WEEK_TRANSITIONS[row.state]:
        raise WeekMoved
    row.state, row.remark = state, remark.strip()
    row.decided_by_id, row.decided_at = actor.person_id, now
    row.save(update_fields=["state", "remark", "decided_by", "decided_at"])
    return row


@transaction.atomic
def lock_old_weeks(*, now: datetime) -> int:
    """Lock the closed weeks that nobody sent back in the days the rules give for an answer; how many."""
    waiting = Week.objects.filter(state=WeekState.CLOSED).values_list("administration_id", flat=True).distinct()
    locked = 0
    for administration_id in waiting.order_by():
        given = plans.rules.rules_for(administration_id, now.date()).reply_days
        rows = Week.objects.filter(administration=administration_id, state=WeekState.CLOSED)
        locked += rows.filter(closed_at__lt=now - timedelta(days=given)).update(
            state=WeekState.LOCKED, decided_at=now, decided_by=None
        )
    return locked


def note(actor: Actor, row: Week, what: str, now: datetime, said: dict) -> None:
    journal.append(
        chain=f"presence:{row.administration_id}",
        kind=f"presence.week_{what}",
        at=now,
        actor_id=actor.person_id,
        subject=f"week:{row.pk}",
        facts={"first": row.first.isoformat(), **said},
    )
