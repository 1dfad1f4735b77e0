"""What becomes of an instruction: answered by whom it was given to, closed by whom gave it, given back, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.facts import api as facts
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE, TRANSITIONS, State, Verb
from ..events import InstructionAnswered, InstructionEnded
from ..models import Instruction
from .giving import InstructionOver, locked, names_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat


def see(*, actor: Actor, instruction: Instruction, now: datetime) -> None:
    """The post opened what it was given; a copy for information then needs nothing more.

    Locks the letter before the instruction, like every act on it.
    """
    if instruction.seen_at is not None or policies.seat_of(actor, instruction) is None:
        return
    with acknowledged():
        letters.locked(instruction.letter_id)
        row = locked(instruction.pk)
        if row.seen_at is not None or row.state != State.OPEN:
            return
        row.seen_at = now
        row.save(update_fields=["seen_at"])
        if row.verb == Verb.INFORM:
            _end(row, State.CLOSED, actor, now)


def answer(*, actor: Actor, instruction_id: int, text: str, reply_id: int | None = None, now: datetime) -> Instruction:
    """Say what was done or what one thinks; `reply_id` is the letter prepared.

    Raises:
        letters.ReasonMissing: neither words nor a reply.
        NotAllowed, InstructionOver
    """
    if not text.strip() and reply_id is None:
        raise letters.ReasonMissing
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.seat_of, State.ANSWERED)
        row.state, row.answer, row.reply_id = State.ANSWERED, text.strip(), reply_id
        row.answered_at, row.answered_by_id, row.answered_basis = now, actor.person_id, seat.basis
        row.save(update_fields=["state", "answer", "reply", "answered_at", "answered_by", "answered_basis"])
        facts.tell(InstructionAnswered(instruction_id=row.pk, letter_id=row.letter_id))
        write(row, "circulation.answered", actor, now, seat)
        return row


def close(*, actor: Actor, instruction_id: int, now: datetime) -> Instruction:
    """Whoever gave it is satisfied.

    Raises:
        NotAllowed, InstructionOver
    """
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.giving_seat, State.CLOSED)
        _end(row, State.CLOSED, actor, now)
        write(row, "circulation.closed", actor, now, seat)
        return row


def send_back(*, actor: Actor, instruction_id: int, reason: str, now: datetime) -> Instruction:
    """The answer is not what was asked for: it is to be done again.

    Raises:
        letters.ReasonMissing, NotAllowed, InstructionOver
    """
    demand_reason(reason)
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.giving_seat, State.OPEN)
        row.state, row.reason, row.seen_at, row.ended_at, row.ended_by_id = State.OPEN, reason.strip(), None, None, None
        row.save(update_fields=["state", "reason", "seen_at", "ended_at", "ended_by"])
        write(row, "circulation.sent_back", actor, now, seat, reason=reason.strip())
        return row


def give_back(*, actor: Actor, instruction_id: int, reason: str, now: datetime) -> Instruction:
    """It is not for this unit: whoever gave it chooses another.

    Raises:
        letters.ReasonMissing, NotAllowed, InstructionOver
    """
    demand_reason(reason)
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.seat_of, State.GIVEN_BACK)
        _end(row, State.GIVEN_BACK, actor, now, reason.strip())
        write(row, "circulation.given_back", actor, now, seat, reason=reason.strip())
        return row


def take_back(*, actor: Actor, instruction_id: int, reason: str, now: datetime) -> Instruction:
    """Whoever gave it withdraws it, and all that was passed on from it.

    Raises:
        letters.ReasonMissing, NotAllowed, InstructionOver
    """
    demand_reason(reason)
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.giving_seat, State.TAKEN_BACK)
        for below in descendants(row):
            _end(below, State.TAKEN_BACK, actor, now, reason.strip())
        _end(row, State.TAKEN_BACK, actor, now, reason.strip())
        write(row, "circulation.taken_back", actor, now, seat, reason=reason.strip())
        return row


def taken(
    actor: Actor, instruction_id: int, seat_for: Callable[[Actor, Instruction], Seat | None], state: State
) -> tuple[Instruction, Seat]:
    """The letter, then the instruction, locked; the seat from which the actor acts on it."""
    letter_id = Instruction.objects.values_list("letter_id", flat=True).get(pk=instruction_id)
    letter, row = letters.locked(letter_id), locked(instruction_id)
    row.letter = letter
    seat = seat_for(actor, row)
    if seat is None:
        raise NotAllowed
    if state not in TRANSITIONS[row.state]:
        raise InstructionOver(state=row.get_state_display())
    return row, seat


def descendants(row: Instruction) -> list[Instruction]:
    """What was passed on from an instruction and still waits, at every depth."""
    found, above = [], [row.pk]
    while above:
        rows = list(Instruction.objects.filter(dispatch__parent__in=above).select_related("letter", "dispatch", "unit"))
        found += [one for one in rows if one.state in LIVE]
        above = [one.pk for one in rows]
    return found


def _end(row: Instruction, state: State, actor: Actor, now: datetime, reason: str = "") -> None:
    row.state, row.ended_at, row.ended_by_id, row.reason = state, now, actor.person_id, reason or row.reason
    row.save(update_fields=["state", "ended_at", "ended_by", "reason"])
    if state in (State.GIVEN_BACK, State.TAKEN_BACK, State.MOVED):
        letters.hide(letter=row.letter, cause=f"instruction:{row.pk}")
    facts.tell(InstructionEnded(instruction_id=row.pk, letter_id=row.letter_id, state=str(state)))


def write(row: Instruction, kind: str, actor: Actor, now: datetime, seat: Seat, **detail: str) -> None:
    unit = next(iter(names_of([row.unit_id], now)), "")
    letters.record(letter=row.letter, kind=kind, actor=actor, now=now, seat=seat, unit=unit, **detail)


def demand_reason(reason: str) -> None:
    if not reason.strip():
        raise letters.ReasonMissing
