"""The committee amends the rules: proposed and voted in a session, adjusted once its minutes are signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules import api as rules

from .. import policies, queries
from ..enums import State, Verdict
from ..models import Amendment, Ballot, Member, Session
from .sitting import NoQuorum, NotThere, WrongMoment, keep, note

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NoSuchRule(Refusal):
    message = _("There is no such rule here.")
    status = 422


class AlreadyProposed(Refusal):
    message = _("An amendment of this rule is on the agenda already.")
    status = 422


class _Tried(Exception):
    """What was tried is rolled back."""


def rule_of(administration_id: int, key: str, on: date) -> rules.Rule:
    """The rule as it holds that day. Raises NoSuchRule."""
    found = rules.rules_for(administration_id, on).rule(key)
    if found is None:
        raise NoSuchRule
    return found


@transaction.atomic
def propose_amendment(
    *, actor: Actor, session_id: int, key: str, value: Any, starts_on: date, reasons: str, now: datetime
) -> Amendment:
    """On the agenda of a session, before its votes are closed. What the law forbids is refused at once: the adjustment
    is tried, then taken back.

    Raises:
        NotAllowed, WrongMoment, NoSuchRule, AlreadyProposed, and what `rules.adjust` raises
    """
    row = Session.objects.select_for_update().get(pk=session_id)
    keep(actor, row.administration_id)
    if row.state not in (State.PLANNED, State.OPEN):
        raise WrongMoment
    if row.amendments.filter(key=key).exists():
        raise AlreadyProposed
    before = rule_of(row.administration_id, key, starts_on)
    try:
        with transaction.atomic():
            _adjust(row.administration_id, key, value, starts_on, reasons, now)
            raise _Tried
    except _Tried:
        pass
    made = Amendment.objects.create(
        session=row, key=key, value=value, before=before.value, starts_on=starts_on, reasons=reasons.strip()
    )
    note(actor, row.administration_id, "evaluations.amendment", f"evaluations.amendment:{made.pk}", now, key=key)
    return made


@transaction.atomic
def cast(*, actor: Actor, amendment_id: int, member_id: int, favour: bool, now: datetime) -> Ballot:
    """A member present votes, or changes their vote while the session sits.

    Raises:
        NotAllowed, WrongMoment, NoQuorum, NotThere
    """
    session_id = Amendment.objects.values_list("session_id", flat=True).get(pk=amendment_id)
    session = Session.objects.select_for_update().get(pk=session_id)
    amendment = Amendment.objects.select_for_update().get(pk=amendment_id)
    if session.state != State.OPEN:
        raise WrongMoment
    member = Member.objects.get(pk=member_id)
    if member.administration_id != session.administration_id or not policies.may_enter(actor, member):
        raise NotAllowed
    found = queries.quorum(session)
    if not found.reached:
        raise NoQuorum(present=found.present, needed=found.needed)
    if not session.attendances.filter(member=member, present=True).exists():
        raise NotThere
    row, _made = Ballot.objects.update_or_create(
        amendment=amendment, member=member, defaults={"favour": favour, "cast_at": now}
    )
    amendment.outcome = queries.verdict(amendment)
    amendment.save(update_fields=["outcome"])
    subject = f"evaluations.amendment:{amendment.pk}"
    note(actor, session.administration_id, "evaluations.balloted", subject, now, favour=favour)
    return row


def take_effect(session: Session, reference: str, now: datetime) -> None:
    """Inside the transaction of the signed minutes: each amendment adopted becomes an adjustment, once. One whose day
    has passed holds from today; what hinders one is kept in words, the others go on."""
    today = calendars.local_day(now, organisations.country_of(session.administration_id))
    rows = session.amendments.select_for_update(of=("self",)).filter(applied_at=None, hindrance="")
    for row in rows.filter(outcome=Verdict.ADOPTED).order_by("pk"):
        ground = f"{reference} {row.reasons}".strip()[:500]
        try:
            with transaction.atomic():
                made = _adjust(session.administration_id, row.key, row.value, max(row.starts_on, today), ground, now)
        except Refusal as refusal:
            row.hindrance = f"{refusal} {refusal.advice}".strip()
        else:
            row.adjustment, row.applied_at = made, now
        row.save(update_fields=["adjustment", "applied_at", "hindrance"])


def _adjust(administration_id: int, key: str, value: Any, starts_on: date, ground: str, now: datetime) -> Any:
    return rules.adjust(
        actor=organisations.SYSTEM,
        administration_id=administration_id,
        key=key,
        value=value,
        starts_on=starts_on,
        ground=ground,
        now=now,
    )
