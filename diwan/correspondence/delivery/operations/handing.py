"""What becomes of a sending: a try is begun and noted, the other end answers, its sender retries or withdraws it.

All lock the letter first, then the sending. What was noted already is not noted again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE, Event, State, Why
from ..events import SendingMoved
from ..models import Sending
from ..registry import Happened, Outcome, Patience, channel
from .carrying import FORGOTTEN, carry
from .proving import issuer_of, journalled, keep, office_now, prove

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

EARLY = timedelta(seconds=1)  # clocks of workers differ


class TooLate(Refusal):
    message = _("It is too late to withdraw this sending: it is now %(state)s.")
    advice = _("Write to the addressee, or send a letter that annuls this one.")


class NotToRetry(Refusal):
    message = _("There is nothing to try again: this sending is now %(state)s.")


class ReasonMissing(Refusal):
    message = _("Say why: the other end reads it, and it stays in the history.")
    status = 400


# --- a try ---------------------------------------------------------------------------------------------------------


def begin(*, sending_id: int, now: datetime) -> Sending | None:
    """Count one more try of a sending that waits and whose time has come; None where there is nothing to do."""
    with acknowledged():
        row = Sending.objects.locked().get(pk=sending_id)
        if row.state != State.WAITING or (row.next_attempt_at and row.next_attempt_at > now + EARLY):
            return None
        row.attempts += 1
        row.save(update_fields=["attempts"])
    return Sending.objects.select_related(
        "letter__office__unit", "letter__administration", "party__unit__administration"
    ).get(pk=sending_id)


def note(*, sending_id: int, outcome: Outcome, now: datetime) -> None:
    """Write down what came of a try. What the other end answered meanwhile stands; evidence is kept anyhow."""
    with acknowledged():
        letter, row = taken(sending_id)
        if row.state == State.WAITING and outcome.state == State.WAITING:
            postpone(letter, row, outcome, now)
        else:
            settle(letter, row, outcome, now, actor=organisations.SYSTEM)
        failpoints.reach("delivery.noted")


def postpone(letter: Letter, row: Sending, outcome: Outcome, now: datetime) -> None:
    """Try again later, longer each time; after too long, give up and say so."""
    way = channel(row.channel)
    patience = way.patience if way else Patience()
    row.last_code, row.last_error, row.data = outcome.code, outcome.words, row.data | outcome.data
    if now - begun_at(row) >= patience.limit:
        event = Happened(way.gave_up if way else Event.RELAY_FAILURE, Why.GIVEN_UP, outcome.words, series(row))
        over = Outcome(state=State.FAILED, code=Why.GIVEN_UP, words=outcome.words, events=(event,))
        settle(letter, row, over, now, actor=organisations.SYSTEM)
        return
    wait = outcome.wait or patience.next_wait(row.attempts)
    row.next_attempt_at = now + wait
    row.save(update_fields=["last_code", "last_error", "data", "next_attempt_at"])
    carry.later(sending_id=row.pk, wait=wait)


def begun_at(row: Sending) -> datetime:
    """When this series of tries began."""
    return row.moved_at


def series(row: Sending) -> str:
    """Tells apart the evidence of one series of tries from that of the next."""
    return str(row.round) if row.round > 1 else ""


# --- news ----------------------------------------------------------------------------------------------------------


def answered(*, message_id: uuid.UUID, outcome: Outcome, actor: Actor = organisations.SYSTEM, now: datetime) -> None:
    """The other end says what became of a message: told twice or out of order, it is noted once.

    Raises:
        Sending.DoesNotExist: it is none of ours.
    """
    with acknowledged():
        letter, row = taken(Sending.objects.values_list("pk", flat=True).get(message_id=message_id))
        settle(letter, row, outcome, now, actor=actor)


def settle(letter: Letter, row: Sending, outcome: Outcome, now: datetime, *, actor: Actor) -> bool:
    """Bring a locked sending where the outcome says, if that may follow; evidence is kept anyhow. Whether it moved.

    After we gave up, and the letter left again by another way, the answer to the first stays a piece of evidence.
    """
    rows = keep(row, outcome.proofs)
    rows += prove(row, outcome.events, issuer=issuer_of(office_now(letter.office_id, now)), actor=actor, now=now)
    moves = row.may_become(outcome.state) and not (
        row.state == State.FAILED and Sending.objects.filter(party_id=row.party_id, state__in=LIVE).exists()
    )
    if moves:
        row.state, row.moved_at, row.next_attempt_at = outcome.state, now, None
        row.reason_code, row.reason = outcome.code, outcome.words
        row.their_reference = outcome.their_reference[:80] or row.their_reference
        facts.tell(SendingMoved(sending_id=row.pk, state=row.state))
    row.data |= outcome.data
    row.save(
        update_fields=[
            "state",
            "moved_at",
            "next_attempt_at",
            "reason_code",
            "reason",
            "their_reference",
            "data",
            "last_code",
            "last_error",
        ]
    )
    if moves and f"delivery.{row.state}" in TOLD:
        letters.record(
            letter=letter,
            kind=f"delivery.{row.state}",
            actor=actor,
            now=now,
            party=row.party.name,
            reference=row.their_reference or "—",
            reason=row.reason or str(Why(row.reason_code).label),
        )
    journalled(rows, office_id=letter.office_id, actor=actor, now=now)
    return moves


TOLD = {f"delivery.{state}" for state in ("accepted", "refused", "returned", "failed")}


def taken(sending_id: int) -> tuple[Letter, Sending]:
    """The letter, then the sending, both locked."""
    letter = letters.locked(Sending.objects.values_list("letter_id", flat=True).get(pk=sending_id))
    return letter, Sending.objects.locked().select_related("party").get(pk=sending_id)


# --- what the sender does ------------------------------------------------------------------------------------------


def retry(*, actor: Actor, sending_id: int, now: datetime) -> Sending:
    """Try now: what waits for its time, or what could not be delivered, in a new series under the same identifier.

    Raises:
        NotAllowed, NotToRetry
    """
    with acknowledged():
        letter, row = taken(sending_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        others = Sending.objects.filter(party_id=row.party_id, state__in=LIVE).exclude(pk=row.pk)
        if row.state not in (State.WAITING, State.FAILED) or others.exists():
            raise NotToRetry(state=row.get_state_display())
        if row.state == State.FAILED:
            row.state, row.moved_at, row.round = State.WAITING, now, row.round + 1
            row.reason_code = row.reason = ""
        row.next_attempt_at = now
        row.save(update_fields=["state", "moved_at", "round", "reason_code", "reason", "next_attempt_at"])
        carry.later(sending_id=row.pk)
        letters.record(letter=letter, kind="delivery.retried", actor=actor, now=now, party=row.party.name)
        return row


def withdraw(*, actor: Actor, sending_id: int, reason: str, now: datetime) -> Sending:
    """Take a sending back before it was accepted: it leaves the queue, or the list of those who received it.

    Raises:
        ReasonMissing, NotAllowed
        TooLate: it was accepted, or its channel has it and cannot give it back.
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        letter, row = taken(sending_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        if not row.is_under_way:
            raise TooLate(state=row.get_state_display())
        way, left = channel(row.channel), row.attempts > 0
        if left and not (way and way.take_back and way.take_back(row, now)):
            raise TooLate(state=row.get_state_display())
        event = Event.CONTENT_HANDOVER_FAILURE if left else Event.RELAY_FAILURE
        row.state, row.moved_at, row.next_attempt_at = State.WITHDRAWN, now, None
        row.reason_code, row.reason = Why.WITHDRAWN, reason.strip()
        row.save(update_fields=["state", "moved_at", "next_attempt_at", "reason_code", "reason"])
        facts.tell(SendingMoved(sending_id=row.pk, state=row.state))
        office = office_now(letter.office_id, now)
        seat = actor.seat_for(letters.REGISTER, letter.office.unit)
        happened = [Happened(event, Why.WITHDRAWN, row.reason)]
        rows = prove(row, happened, issuer=issuer_of(office, seat), actor=actor, now=now)
        said = {"party": row.party.name, "reason": row.reason}
        letters.record(letter=letter, kind="delivery.withdrawn", actor=actor, now=now, seat=seat, **said)
        journalled(rows, office_id=letter.office_id, actor=actor, now=now)
        return row


# --- by the clock --------------------------------------------------------------------------------------------------


def sweep(*, now: datetime) -> int:
    """Give a job to what should have been tried and was not: a worker was lost with it. How many."""
    with acknowledged():
        due = Sending.objects.locked().filter(state=State.WAITING, next_attempt_at__lt=now - FORGOTTEN)
        found: Sequence[Sending] = list(due.order_by("next_attempt_at")[:500])
        for row in found:
            row.next_attempt_at = now
            row.save(update_fields=["next_attempt_at"])
            carry.later(sending_id=row.pk)
        return len(found)
