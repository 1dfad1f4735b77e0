"""Calls to come on site, and days away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import plans, policies
from ..enums import CALL_TRANSITIONS, CallState
from ..events import CallAnswered, CallDecided, CalledOnSite
from ..models import Absence, Call
from .confirming import NoAgreement

if TYPE_CHECKING:
    from datetime import date, time

    from diwan.core.organisations.api import Actor


class NotTheirRemoteDay(Refusal):
    message = _("This person does not work remotely on that day; there is nothing to call them from.")
    advice = _("The team calendar says where everybody is.")
    status = 422


class ShortNotice(Refusal):
    message = _("The call comes too late: people are called %(hours)s hours ahead.")
    advice = _("Choose a later day or hour.")
    status = 422


class AlreadyCalled(Refusal):
    message = _("This person is already called for that day.")
    advice = _("Withdraw the first call to change its hour.")
    status = 409


class CallMoved(Refusal):
    message = _("This call is no longer in the state you saw; nothing was done.")
    advice = _("Look at it again.")
    status = 409


class TooManyDays(Refusal):
    message = _("An absence is said for a hundred days at most, and its last day is not before its first.")
    status = 422


@transaction.atomic
def call_on_site(*, actor: Actor, person_id: int, day: date, from_time: time, reason: str, now: datetime) -> Call:
    """Call a teleworker to the office for one of their remote days, as far ahead as the rules ask (TEL-6).

    Raises:
        NoAgreement, NotAllowed, NotTheirRemoteDay, ShortNotice, AlreadyCalled
    """
    force = plans.agreements.in_force(person_id, day)
    if force is None:
        raise NoAgreement
    if actor.person_id is None or not policies.may_manage_force(actor, force):
        raise NotAllowed
    where = plans.bearings(force.administration_id, day)
    if not plans.is_remote(force, day, where.calendar):
        raise NotTheirRemoteDay
    wanted = datetime.combine(day, from_time, tzinfo=calendars.zone(where.country)).astimezone(UTC)
    notice = int(where.rules.call_notice_hours)
    if wanted - now < timedelta(hours=notice):
        raise ShortNotice(hours=notice)
    try:
        with transaction.atomic():
            row = Call.objects.create(
                person_id=person_id,
                agreement_id=force.agreement_id,
                unit_id=force.unit_id,
                administration_id=force.administration_id,
                day=day,
                from_time=from_time,
                reason=reason.strip(),
                called_by_id=actor.person_id,
                called_at=now,
            )
    except IntegrityError as twice:
        raise AlreadyCalled from twice
    noted(actor, row, "called", now)
    who = {"call_id": row.pk, "person_id": person_id, "agreement_id": force.agreement_id}
    facts.tell(CalledOnSite(**who, administration_id=force.administration_id, on=day.isoformat()))
    return row


@transaction.atomic
def answer_call(*, actor: Actor, call_id: int, coming: bool, answer: str, now: datetime) -> Call:
    """Acknowledge a call, or say why one cannot come; then it does not count as on site until the manager upholds it.

    Raises:
        NotAllowed, CallMoved
    """
    row = Call.objects.select_for_update(of=("self",)).get(pk=call_id)
    if not policies.is_own(actor, row):
        raise NotAllowed
    move(row, CallState.ACKNOWLEDGED if coming else CallState.DECLINED)
    row.answer, row.answered_at = answer.strip(), now
    row.save(update_fields=["state", "answer", "answered_at"])
    noted(actor, row, "answered", now)
    facts.tell(CallAnswered(call_id=row.pk, state=row.state))
    return row


@transaction.atomic
def decide_call(*, actor: Actor, call_id: int, upheld: bool, decision: str, now: datetime) -> Call:
    """Withdraw a call, or uphold it against an answer.

    Raises:
        NotAllowed, CallMoved
    """
    row = Call.objects.select_for_update(of=("self",)).select_related("unit").get(pk=call_id)
    if not policies.may_manage(actor, row):
        raise NotAllowed
    move(row, CallState.UPHELD if upheld else CallState.WITHDRAWN)
    row.decision, row.decided_by_id, row.decided_at = decision.strip(), actor.person_id, now
    row.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    noted(actor, row, "decided", now)
    facts.tell(CallDecided(call_id=row.pk, state=row.state))
    return row


def move(row: Call, state: CallState) -> None:
    if state not in CALL_TRANSITIONS[row.state]:
        raise CallMoved
    row.state = state


def noted(actor: Actor, row: Call, what: str, now: datetime) -> None:
    """Who called whom to the office is an act of the administration; why stays with the two of them."""
    journal.append(
        chain=f"presence:{row.administration_id}",
        kind=f"presence.call_{what}",
        at=now,
        actor_id=actor.person_id,
        subject=f"call:{row.pk}",
        facts={"day": row.day.isoformat(), "agreement": row.agreement_id, "state": str(row.state)},
    )


@transaction.atomic
def say_away(*, actor: Actor, first: date, last: date, reason: str, now: datetime) -> Absence:
    """Say that one is away, so that nothing is awaited on those days. It decides no leave.

    Raises:
        NotAllowed, TooManyDays
    """
    if actor.person_id is None or not actor.seats:
        raise NotAllowed
    if not first <= last <= first + timedelta(days=100):
        raise TooManyDays
    unit = actor.seats[0].unit_id
    return Absence.objects.create(
        person_id=actor.person_id, unit_id=unit, first=first, last=last, reason=reason.strip(), said_at=now
    )


@transaction.atomic
def take_back(*, actor: Actor, absence_id: int, now: datetime) -> None:
    """Raises:
    NotAllowed
    """
    row = Absence.objects.select_for_update(of=("self",)).get(pk=absence_id)
    if not policies.is_own(actor, row):
        raise NotAllowed
    row.withdrawn_at = row.withdrawn_at or now
    row.save(update_fields=["withdrawn_at"])


@transaction.atomic
def drop_calls(*, agreement_id: int, on: date, now: datetime) -> int:
    """An agreement is over: its calls for that day and later fall, and nobody is told; how many."""
    rows = Call.objects.filter(agreement=agreement_id, day__gte=on).exclude(state=CallState.WITHDRAWN)
    return rows.update(state=CallState.WITHDRAWN, decided_at=now)
