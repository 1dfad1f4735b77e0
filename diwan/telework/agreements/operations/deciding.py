"""A manager decides: approves, refuses with reasons, imposes on a legal ground. Places are taken in the same
transaction, so that two managers never give the last one twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules import api as rules

from ..enums import PENDING, Did, State
from ..events import AgreementDecided
from ..models import Agreement, Term
from ..places import refit
from ..policies import may_impose, may_manage
from ..queries.standing import blocking, findings, practice_of
from .asking import Asked, NotEligible, demand, holder_seat
from .common import expect, go, locked, note, reason_of, today
from .signing import prepare_decision
from .starting import settle

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NotImposable(Refusal):
    message = _("The rules of this administration do not allow telework to be imposed.")
    advice = _("The person may ask for it.")


class TooLateToApprove(Refusal):
    message = _("The last day that was asked for has passed.")
    advice = _("Refuse the request; the person may ask again.")


@transaction.atomic
def approve(*, actor: Actor, agreement_id: int, reason: str = "", now: datetime) -> Agreement:
    """Say yes: the places are taken at once; it starts when all is signed, met, and its day has come.

    Raises:
        NotAllowed, WrongState, NotEligible, TooLateToApprove
        QuotaBroken: no room on some day; the request still waits.
    """
    row = locked(agreement_id)
    if not may_manage(actor, row):
        raise NotAllowed
    expect(row, State.ASKED)
    grant(row, actor, " ".join(reason.split()), now)
    return row


def grant(row: Agreement, actor: Actor, reason: str, now: datetime) -> None:
    """The request becomes an agreement (locked, allowed)."""
    day = today(row, now)
    if row.ends_on < day:
        raise TooLateToApprove
    against = blocking(findings(row.person_id, row.unit_id, row.post_id, max(row.starts_on, day), but=row.pk))
    if against:
        raise NotEligible(why=str(against[0].why))
    decide(row, actor, reason, now)
    take(row, actor, Did.APPROVED, now)


def take(row: Agreement, actor: Actor, did: Did, now: datetime) -> None:
    """Its terms, its trial, its places, its act; then wherever that leads."""
    day = today(row, now)
    here = rules.rules_for(row.administration_id, day)
    trial = rules.legal.trial_until(here, row.starts_on)
    row.trial_until = min(row.ends_on, trial) if trial else None
    signed = practice_of(row.administration_id).sign_decisions
    go(row, State.APPROVED)
    row.save()
    Term.objects.update_or_create(agreement=row, first=row.starts_on, defaults={"pattern": row.pattern})
    refit(row, first=max(row.starts_on, day), now=now)
    if signed:
        prepare_decision(row, actor, now)
    why = row.ground if row.imposed else row.decision_reason
    note(row, did, actor, now, why=why, on=row.starts_on, told=AgreementDecided)
    settle(row, now)


def decide(row: Agreement, actor: Actor, reason: str, now: datetime) -> None:
    """Who decides, from which post, when, why."""
    seat = actor.seat_for(rules.MANAGE, row.unit)
    row.decided_at, row.decided_by_id, row.decision_reason = now, actor.person_id, reason
    row.decided_post_id = seat.post_id if seat else organisations.head_over(row.unit_id, 0)


@transaction.atomic
def refuse(*, actor: Actor, agreement_id: int, reason: str, now: datetime) -> Agreement:
    """Say no, with reasons; the person may appeal.

    Raises:
        NotAllowed, WrongState, ReasonMissing
    """
    row = locked(agreement_id)
    if not may_manage(actor, row):
        raise NotAllowed
    expect(row, State.ASKED)
    go(row, State.REFUSED)
    decide(row, actor, reason_of(reason), now)
    row.save()
    if practice_of(row.administration_id).sign_decisions:
        prepare_decision(row, actor, now)
    note(row, Did.REFUSED, actor, now, why=row.decision_reason, told=AgreementDecided)
    return row


@transaction.atomic
def impose(*, actor: Actor, person_id: int, unit_id: int, asked: Asked, ground: str, now: datetime) -> Agreement:
    """Have somebody telework without their asking (000 §3), on a legal ground that they are told. They may appeal.

    Raises:
        NotAllowed, NotImposable, NoPost, ReasonMissing, BadDates, TooLong, NotEligible, QuotaBroken
    """
    model: Any = Agreement._meta.get_field("unit").related_model
    unit = model.objects.select_related("administration").get(pk=unit_id)
    if not may_impose(actor, unit, person_id):
        raise NotAllowed
    day = calendars.local_day(now, unit.administration.country)
    here = rules.rules_for(unit.administration_id, day)
    if not here.may_be_imposed:
        raise NotImposable
    seat = holder_seat(person_id, unit.administration_id, now)
    if not actor.may(rules.MANAGE, seat.place):
        raise NotAllowed
    demand(asked, here, since=day)
    against = blocking(findings(person_id, seat.unit_id, seat.post_id, asked.starts_on))
    if against:
        raise NotEligible(why=str(against[0].why))
    overtaken(person_id, actor, now)
    row = Agreement(
        administration_id=unit.administration_id,
        person_id=person_id,
        unit_id=seat.unit_id,
        post_id=seat.post_id,
        pattern=asked.pattern.to_json(),
        kind=asked.pattern.kind,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        imposed=True,
        ground=reason_of(ground),
        state=State.ASKED,
        asked_at=now,
    )
    row.save()
    row = locked(row.pk)
    decide(row, actor, row.ground, now)
    take(row, actor, Did.IMPOSED, now)
    return row


def overtaken(person_id: int, actor: Actor, now: datetime) -> None:
    """What the person had drafted or asked gives way to what is imposed."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("unit", "administration")
    for row in rows.filter(person=person_id, state__in=PENDING):
        go(row, State.WITHDRAWN)
        row.save()
        note(row, Did.WITHDRAWN, actor, now)
