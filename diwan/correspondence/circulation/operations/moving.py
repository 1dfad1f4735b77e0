"""An instruction changes hands: taken over by a head, or carried on when its unit or its post is no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE, State
from ..events import InstructionGiven
from ..models import Dispatch, Instruction
from .following import demand_reason, descendants, end, taken, write
from .giving import PostGone, locked, show

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat


class SamePost(Refusal):
    message = gettext_lazy("This post has it already. Nothing was changed.")


def take_over(
    *, actor: Actor, instruction_id: int, reason: str, post_id: int | None = None, now: datetime
) -> Instruction:
    """A head, or whoever dispatches to the unit, moves what a post was asked to themselves or to another post below.

    Raises:
        PostGone: the other post is closed or of another administration.
        SamePost
        letters.ReasonMissing, NotAllowed, InstructionOver
    """
    demand_reason(reason)
    with acknowledged():
        row, seat = taken(actor, instruction_id, policies.overseeing_seat, State.MOVED)
        card = organisations.post_cards([post_id or seat.post_id], now).get(post_id or seat.post_id)
        if card is None or not card.is_open or card.administration_id != row.letter.administration_id:
            raise PostGone
        if card.id == row.post_id:
            raise SamePost
        if post_id not in (None, seat.post_id) and not reaches(actor, seat, card.unit_id, row, now):
            raise NotAllowed
        moved = move(row, card.unit_id, card.id, actor, now, seat, reason.strip())
        write(row, "circulation.taken_over", actor, now, seat, reason=reason.strip())
        return moved


def reaches(actor: Actor, seat: Seat, unit_id: int, row: Instruction, now: datetime) -> bool:
    """Whether a head gives it on to a unit that stands under them, or to one they dispatch to."""
    places = organisations.places([unit_id], row.letter.administration_id, now)
    return any(
        (seat.is_head and place.path.startswith(seat.unit_path)) or policies.may_dispatch(actor, place)
        for place in places
    )


def resettle(*, now: datetime, unit_id: int | None = None) -> int:
    """Carry on what units since abolished and posts since closed were asked (A.2): to the head of the unit that took
    over, else back to whoever gave it. How many were moved.

    An instruction that was answered stays where it is: whoever gave it closes it, or gives it anew.
    """
    gone = Q(unit__abolished_on__lte=now.date()) | Q(post__closed_at__lte=now)
    rows = Instruction.objects.filter(gone, state=State.OPEN)
    if unit_id is not None:
        rows = rows.filter(unit=unit_id)
    keys = list(rows.values_list("pk", "letter_id").order_by("letter_id", "pk"))
    return sum(_carry_on(key, letter_id, now) for key, letter_id in keys)


def _carry_on(instruction_id: int, letter_id: int, now: datetime) -> bool:
    with acknowledged():
        letter, row = letters.locked(letter_id), locked(instruction_id)
        row.letter = letter
        if row.state != State.OPEN:
            return False  # ended meanwhile
        unit = organisations.standing_unit(row.unit_id, now)
        post = organisations.head_post(unit) if unit else None
        if unit == row.unit_id and post == row.post_id:
            return False
        by_name = letter.level != letters.Level.ORDINARY
        if unit is None or (by_name and post is None):
            with translation.override("ar"):
                reason = _("The unit was abolished, and no other took over.")
            for below in descendants(row):
                end(below, State.TAKEN_BACK, organisations.SYSTEM, now, None, reason)
            end(row, State.GIVEN_BACK, organisations.SYSTEM, now, None, reason)
            write(row, "circulation.given_back", organisations.SYSTEM, now, None, reason=reason)
            return True
        with translation.override("ar"):
            reason = _("The unit was abolished or the post was closed.")
        move(row, unit, post, organisations.SYSTEM, now, None, reason)
        write(row, "circulation.carried_on", organisations.SYSTEM, now, None)
        return True


def move(
    row: Instruction,
    unit_id: int,
    post_id: int | None,
    actor: Actor,
    now: datetime,
    seat: Seat | None,
    reason: str,
) -> Instruction:
    """End a locked instruction as moved and give the same to another post, in the same dispatch; what was passed on
    from it follows. Where that post was asked already, the two become one."""
    was_lead = row.lead
    end(row, State.MOVED, actor, now, seat, reason)
    same = Instruction.objects.filter(dispatch=row.dispatch_id, unit=unit_id, post=post_id, state__in=LIVE).first()
    if same is None:
        same = Instruction.objects.create(
            dispatch_id=row.dispatch_id,
            letter=row.letter,
            unit_id=unit_id,
            post_id=post_id,
            giver_post_id=row.giver_post_id,
            verb=row.verb,
            lead=was_lead,
            text=row.text,
            given_at=now,
            due_on=row.due_on,
            due_days=None,  # the date was promised; it does not start again with the move
            moved_from=row,
        )
        show(same)
        facts.tell(InstructionGiven(instruction_id=same.pk, letter_id=row.letter_id))
    elif was_lead and not same.lead:
        same.lead = True
        same.save(update_fields=["lead"])
    Dispatch.objects.filter(parent=row).update(parent=same)
    if was_lead and row.dispatch.parent_id is None:
        row.letter.unit_id = unit_id
        row.letter.save(update_fields=["unit"])
        letters.refresh(row.letter)
    return same
