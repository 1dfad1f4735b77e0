"""What a clerk decides: accept, return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import events, policies
from ..clocks import start_at_acceptance
from ..enums import CLOSED, TRANSITIONS, State, StepKind
from ..models import Deposit, Step
from .becoming import follow
from .suspending import resume

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class AlreadyDecided(Refusal):
    message = _("This letter was already %(state)s on %(at)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


class ReasonMissing(Refusal):
    message = _("Say why the letter is returned: the depositor reads it.")
    status = 400


def accept(*, actor: Actor, deposit_id: int, now: datetime) -> Deposit:
    """Take the letter in: from here on the administration owes an answer.

    Raises:
        NotAllowed: the actor sees the letter but may not process it.
        AlreadyDecided: somebody accepted or returned it before.
    """
    with acknowledged():
        row = decide(actor, deposit_id, State.ACCEPTED, now=now, reason="")
        facts.tell(events.DepositAccepted(deposit_id=row.pk))
        return row


def return_(*, actor: Actor, deposit_id: int, reason: str, now: datetime) -> Deposit:
    """Give the letter back with a reason the depositor reads. Its number stays in the register.

    Raises:
        ReasonMissing: no reason was given.
        NotAllowed, AlreadyDecided: as for `accept`.
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        row = decide(actor, deposit_id, State.RETURNED, now=now, reason=reason.strip())
        facts.tell(events.DepositReturned(deposit_id=row.pk))
        return row


def decide(actor: Actor, deposit_id: int, state: State, *, now: datetime, reason: str) -> Deposit:
    """The one way to a decision: locked, allowed, journalled, shown to the depositor."""
    row = processable(actor, deposit_id)
    demand(row, state)
    if row.state == State.INCOMPLETE and state not in CLOSED:
        resume(row, now)  # the office does without the pieces it asked for
    row.state, row.decided_at, row.decided_by_id, row.reason = state, now, actor.person_id, reason
    row.closed_at = now if state in CLOSED else None
    if state == State.ACCEPTED:
        start_at_acceptance(row, now=now)
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "closed_at", "clock_started_on", "due_on"])
    Step.objects.create(deposit=row, kind=StepKind(state.value), at=now, unit_id=row.office.unit_id)
    follow(row, actor, now)
    record(actor, row, f"deposit.{state.value}", now)
    return row


def demand(row: Deposit, state: State) -> None:
    """Refuse what may not follow the state the letter is in."""
    if state not in TRANSITIONS[row.state]:
        since = row.closed_at or row.decided_at or row.registered_at
        legal = since.astimezone(calendars.zone(row.office.administration.country))
        raise AlreadyDecided(state=row.get_state_display(), at=f"{legal:%Y-%m-%d %H:%M}")


def processable(actor: Actor, deposit_id: int) -> Deposit:
    """The deposit, locked, if this actor may process it."""
    row = (
        Deposit.objects.locked()
        .select_related("office__administration", "office__unit", "entry__book")
        .get(pk=deposit_id)
    )
    if not policies.may_process(actor, row):
        raise NotAllowed
    return row


def record(actor: Actor, row: Deposit, kind: str, now: datetime, **facts: Any) -> journal.Appended:
    """Write an act on the deposit in the chain of its register: `facts` are digests and references, no words."""
    return journal.append(
        chain=row.entry.book.chain,
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"deposit:{row.pk}",
        facts={"reference": row.reference, **facts},
    )
