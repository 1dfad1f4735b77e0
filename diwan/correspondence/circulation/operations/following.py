"""What becomes of an instruction: answered by whom it was given to, closed by whom gave it, given back, taken back.

A tree stays whole: what was passed on never outlives what it was passed on from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE, TRANSITIONS, State, Verb
from ..events import InstructionAnswered, InstructionEnded, InstructionSentBack
from ..models import Instruction
from .giving import InstructionOver, locked, names_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat


class StillLive(Refusal):
    message = _("%(count)s instructions below this one are not over. Nothing was changed.")
    advice = _("Close them first, or confirm that they end with it.")


class AboveOver(Refusal):
    message = _("What this was passed on from is over; it cannot be taken up again.")


def see(*, actor: Actor, instruction: Instruction, now: datetime) -> None:
    """The post opened what it was given; a copy for information then needs nothing more.

    Locks the letter before the instruction, like every act on it.
    """
    if instruction.seen_at is not None or policies.seat_of(actor, instruction) is None:
        return
    with acknowledged():
        letter, row = letters.locked(instruction.letter_id), locked(instruction.pk)
        if row.seen_at is not None or row.state != State.OPEN:
            return
        row.letter, row.seen_at = letter, now
        row.save(update_fields=["seen_at"])
        if row.verb == Verb.INFORM and not descendants(row):
            end(row, State.CLOSED, actor, now, policies.seat_of(actor, row))


def answer(*, actor: Actor, instruction_id: int, text: str, reply_id: int | None = None, now: datetime) -> Instruction:
    """Say what was done or what one thinks; `reply_id` is the letter prepared.

    Raises:
        letters.ReasonMissing: neither words nor a reply.
        NotAllowed: also where the actor does not read the reply named.
        InstructionOver
    """
    if not text.strip() and reply_id is None:
        raise letters.ReasonMissing
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.seat_of, State.ANSWERED)
        if reply_id is not None and not policies.may_see(actor, reply_id):
            raise NotAllowed
        row.state, row.answer, row.reply_id = State.ANSWERED, text.strip(), reply_id
        row.answered_at, row.answered_by_id = now, actor.person_id
        row.answered_post_id, row.answered_basis = seat.post_id, seat.basis
        row.save()
        facts.tell(InstructionAnswered(instruction_id=row.pk, letter_id=row.letter_id))
        write(row, "circulation.answered", actor, now, seat)
        return row


def close(*, actor: Actor, instruction_id: int, below: bool = False, now: datetime) -> Instruction:
    """Whoever gave it is satisfied. `below` ends with it what was passed on and still waits.

    Raises:
        StillLive: something passed on is not over, and `below` was not said.
        NotAllowed, InstructionOver
    """
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.giving_seat, State.CLOSED)
        under = descendants(row)
        if under and not below:
            raise StillLive(count=len(under))
        for one in (*under, row):
            end(one, State.CLOSED, actor, now, seat)
        write(row, "circulation.closed", actor, now, seat)
        return row


def send_back(*, actor: Actor, instruction_id: int, reason: str, now: datetime) -> Instruction:
    """The answer is not what was asked for: it is to be done again. An instruction closed too early opens again.

    Raises:
        AboveOver: what it was passed on from is over.
        letters.NotNow: the letter itself is over.
        letters.ReasonMissing, NotAllowed, InstructionOver
    """
    demand_reason(reason)
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.giving_seat, State.OPEN)
        if row.letter.state not in (*letters.OPEN, letters.State.DRAFT):
            raise letters.NotNow(state=row.letter.get_state_display())
        if row.dispatch.parent is not None and row.dispatch.parent.state not in LIVE:
            raise AboveOver
        row.state, row.reason, row.seen_at, row.ended_at, row.ended_by_id = State.OPEN, reason.strip(), None, None, None
        row.ended_post_id, row.ended_basis, row.escalated_at = None, "", None
        row.save()
        facts.tell(InstructionSentBack(instruction_id=row.pk, letter_id=row.letter_id, at=now.isoformat()))
        write(row, "circulation.sent_back", actor, now, seat, reason=reason.strip())
        return row


def give_back(*, actor: Actor, instruction_id: int, reason: str, now: datetime) -> Instruction:
    """It is not for this unit: whoever gave it chooses another. What was passed on from it is taken back.

    Raises:
        letters.ReasonMissing, NotAllowed, InstructionOver
    """
    return _back(actor, instruction_id, State.GIVEN_BACK, "circulation.given_back", reason, now)


def take_back(*, actor: Actor, instruction_id: int, reason: str, now: datetime) -> Instruction:
    """Whoever gave it withdraws it, and all that was passed on from it.

    Raises:
        letters.ReasonMissing, NotAllowed, InstructionOver
    """
    return _back(actor, instruction_id, State.TAKEN_BACK, "circulation.taken_back", reason, now)


def _back(actor: Actor, instruction_id: int, state: State, kind: str, reason: str, now: datetime) -> Instruction:
    demand_reason(reason)
    seat_for = policies.seat_of if state == State.GIVEN_BACK else policies.giving_seat
    with acknowledged():
        row, seat = taken(actor, instruction_id, seat_for, state)
        for below in descendants(row):
            end(below, State.TAKEN_BACK, actor, now, seat, reason.strip())
        end(row, state, actor, now, seat, reason.strip())
        write(row, kind, actor, now, seat, reason=reason.strip())
        return row


def taken(
    actor: Actor, instruction_id: int, seat_for: Callable[[Actor, Instruction], Seat | None], state: State
) -> tuple[Instruction, Seat]:
    """The letter, then the instruction, locked; the seat from which the actor acts on it."""
    letter_id = Instruction.objects.values_list("letter_id", flat=True).get(pk=instruction_id)
    letter, row = letters.locked(letter_id), locked(instruction_id)
    row.letter = letter
    seat = seat_for(actor, row)
    if seat is None or not policies.may_see(actor, letter_id):
        raise NotAllowed
    if state not in TRANSITIONS[row.state]:
        raise InstructionOver(state=row.get_state_display())
    return row, seat


def descendants(row: Instruction) -> list[Instruction]:
    """What was passed on from an instruction and still waits, the deepest first (1 query a level)."""
    found: list[Instruction] = []
    above = [row.pk]
    while above:
        rows = list(Instruction.objects.filter(dispatch__parent__in=above).select_related("dispatch", "unit"))
        for one in rows:
            one.letter = row.letter
        found = [one for one in rows if one.state in LIVE] + found
        above = [one.pk for one in rows]
    return found


def end(
    row: Instruction, state: State, actor: Actor, now: datetime, seat: Seat | None = None, reason: str = ""
) -> None:
    """Write that a locked instruction is over, by whom and from which seat; who was asked by mistake sees no more."""
    row.state, row.ended_at, row.ended_by_id, row.reason = state, now, actor.person_id, reason or row.reason
    row.ended_post_id, row.ended_basis = (seat.post_id, seat.basis) if seat else (None, "")
    row.save(update_fields=["state", "ended_at", "ended_by", "ended_post", "ended_basis", "reason"])
    if state in (State.GIVEN_BACK, State.TAKEN_BACK, State.MOVED):
        leave(row)
        letters.hide(letter=row.letter, cause=f"instruction:{row.pk}")
    facts.tell(InstructionEnded(instruction_id=row.pk, letter_id=row.letter_id, state=str(state)))


def leave(row: Instruction) -> None:
    """A unit that gave back what came in, or from which it was taken, is in charge no more."""
    letter = row.letter
    if row.lead and letter.kind == letters.Kind.INCOMING and letter.unit_id == row.unit_id:
        letter.unit_id = None
        letter.save(update_fields=["unit"])


def write(row: Instruction, kind: str, actor: Actor, now: datetime, seat: Seat | None, **detail: str) -> None:
    unit = next(iter(names_of([row.unit_id], now)), "")
    letters.record(letter=row.letter, kind=kind, actor=actor, now=now, seat=seat, unit=unit, **detail)


def demand_reason(reason: str) -> None:
    if not reason.strip():
        raise letters.ReasonMissing
