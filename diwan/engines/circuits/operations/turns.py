"""What is done at a step: agree, refuse, take back, hand on, ask, put before another post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import authority, machine
from ..enums import DESIGN, LASTING, Kind, TurnState
from ..queries.directory import directory_of
from ..queries.runs import OPINION, as_machine, matter_of
from .rows import act_on, author_title, locked_turn, record, target, title_of, write

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Turn


class NotHandedDown(Refusal):
    """A signature before a post that the circuit does not name would be a delegation without a mandate."""

    message = _("A signature is handed on only to a head above.")
    advice = _("To have somebody else sign, give them a mandate.")


class StillHeld(Refusal):
    message = _("Somebody may act for this post: they hand the step on themselves.")


@transaction.atomic
def decide(
    *, actor: Actor, turn_id: int, agreed: bool, now: datetime, back: machine.Back = machine.Back.AUTHOR, text: str = ""
) -> Turn:
    """Agree or refuse for the post of the turn; the title is found at this very moment and kept.

    Raises:
        NotAllowed: no authority for that post, on that matter, now.
        NotNow
    """
    run, row = locked_turn(turn_id)
    moved = as_machine(run)
    # Whoever came second is told so, whether or not they still have a title.
    act_on(lambda: machine.its_turn(moved, row.pk))
    title = title_of(actor, run, row, moved, now)
    if agreed:
        act_on(lambda: machine.agree(moved, row.pk, actor.person_id, title.behind))
    else:
        act_on(lambda: machine.refuse(moved, row.pk, actor.person_id, back, title.behind))
    row = write(run, moved, now, {row.pk: title})[row.pk]
    said: dict[str, Any] = {} if agreed else {"back": str(back)}
    record(run, "agreed" if agreed else "refused", actor, now, turn=row, title=title, text=text, **said)
    return row


@transaction.atomic
def done_by_itself(*, turn_id: int, now: datetime, **detail: Any) -> Turn:
    """A step that Diwan does, or that a guest did, is done; twice is once.

    Raises:
        NotAllowed: the step is a post's.
        NotNow
    """
    run, row = locked_turn(turn_id)
    if row.post_id is not None:
        raise NotAllowed
    if row.state == TurnState.AGREED:
        return row
    moved = as_machine(run)
    act_on(lambda: machine.agree(moved, row.pk, None))
    row = write(run, moved, now)[row.pk]
    record(run, "done", organisations.SYSTEM, now, turn=row, **detail)
    return row


@transaction.atomic
def refused_outside(*, turn_id: int, text: str, now: datetime, **detail: Any) -> Turn:
    """A guest says no, or what Diwan does by itself cannot be done: back to the author.

    Raises:
        NotAllowed: the step is a post's.
        NotNow
    """
    run, row = locked_turn(turn_id)
    if row.post_id is not None:
        raise NotAllowed
    moved = as_machine(run)
    act_on(lambda: machine.refuse(moved, row.pk, None, machine.Back.AUTHOR))
    row = write(run, moved, now)[row.pk]
    said = {**detail, "back": str(machine.Back.AUTHOR)}
    record(run, "refused", organisations.SYSTEM, now, turn=row, text=text, **said)
    return row


@transaction.atomic
def change_guest(*, actor: Actor, turn_id: int, guest: str, now: datetime, **detail: Any) -> Turn:
    """Whoever answers for what was sent puts an open turn before another person outside; "": before nobody for now.

    Raises:
        NotAllowed: not theirs, or the step is not for a person outside.
        NotNow
    """
    run, row = locked_turn(turn_id)
    seat = author_title(actor, run, now)
    if row.kind != Kind.OUTSIDE:
        raise NotAllowed
    act_on(lambda: machine.its_turn(as_machine(run), row.pk))
    row.guest = guest
    row.save(update_fields=["guest"])
    run.chosen = {**run.chosen, row.step: guest}
    run.save(update_fields=["chosen"])
    record(run, "guest_changed", actor, now, turn=row, seat=seat, **detail)
    return row


@transaction.atomic
def take_back(*, actor: Actor, turn_id: int, now: datetime) -> Turn:
    """The right of remorse, for whoever decided and may still act for the post.

    Raises:
        NotAllowed, NotNow
    """
    run, row = locked_turn(turn_id)
    moved = as_machine(run)
    act_on(lambda: machine.take_back(moved, row.pk, actor.person_id or 0))
    title = title_of(actor, run, row, moved, now)
    row = write(run, moved, now, reopened=True)[row.pk]
    record(run, "taken_back", actor, now, turn=row, title=title)
    return row


@transaction.atomic
def hand_on(*, actor: Actor, turn_id: int, post_id: int, now: datetime, text: str = "") -> Turn:
    """The turn goes before another post of the administration; a signature, before a head above.

    Returns:
        the turn of that post.

    Raises:
        NotAllowed, NotNow, NoSuchPost, NotHandedDown
    """
    run, row = locked_turn(turn_id)
    moved = as_machine(run)
    act_on(lambda: machine.its_turn(moved, row.pk))
    title = title_of(actor, run, row, moved, now)
    if row.kind in LASTING and post_id not in _line(row.post_id):
        raise NotHandedDown
    taken = act_on(lambda: machine.hand_on(moved, row.pk, target(run, post_id, now)))
    rows = write(run, moved, now)
    record(run, "handed_on", actor, now, turn=rows[row.pk], title=title, text=text, to=post_id)
    return rows[taken.id]


@transaction.atomic
def reassign(*, actor: Actor, turn_id: int, post_id: int, now: datetime, text: str = "") -> Turn:
    """Whoever draws the circuits puts a turn before another post, when nobody may act for its own (it was closed, is
    vacant, is under the amount, or whoever sits there did a step that must be another's).

    Raises:
        NotAllowed, NotNow, NoSuchPost
        StillHeld: somebody may.
    """
    run, row = locked_turn(turn_id)
    if not actor.may(DESIGN, run.unit):
        raise NotAllowed
    moved = as_machine(run)
    turn = act_on(lambda: machine.its_turn(moved, row.pk))
    if row.post_id is None:
        raise NotAllowed
    barred, matter = machine.barred(moved, turn), matter_of(run, turn.step.kind)
    if authority.authorities(directory_of([row.post_id], now), row.post_id, matter, now, barred):
        raise StillHeld
    taken = act_on(lambda: machine.hand_on(moved, row.pk, target(run, post_id, now)))
    rows = write(run, moved, now)
    record(run, "reassigned", actor, now, turn=rows[row.pk], text=text, to=post_id)
    return rows[taken.id]


@transaction.atomic
def ask(*, actor: Actor, turn_id: int, post_id: int, text: str, now: datetime) -> Turn:
    """Ask another post what it thinks, while the turn stays.

    Returns:
        the turn of that post.

    Raises:
        NotAllowed, NotNow, NoSuchPost
    """
    run, row = locked_turn(turn_id)
    moved = as_machine(run)
    act_on(lambda: machine.its_turn(moved, row.pk))
    title = title_of(actor, run, row, moved, now)
    asked = act_on(lambda: machine.ask(moved, row.pk, OPINION, target(run, post_id, now)))
    rows = write(run, moved, now)
    record(run, "asked", actor, now, turn=rows[row.pk], title=title, text=text, to=post_id)
    return rows[asked.id]


def _line(post_id: int | None) -> set[int]:
    """The heads above a post."""
    above = organisations.heads_above([post_id]) if post_id is not None else {}
    return set(above.values())
