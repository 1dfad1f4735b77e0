"""Who may give, answer, close and take over instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from .enums import ASIDE, DISPATCH, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diwan.core.organisations.api import Actor, Placed, Seat
    from diwan.correspondence.letters.api import Letter

    from .models import Instruction
    from .operations.giving import Asked


def may_dispatch(actor: Actor, unit: Placed) -> bool:
    """Those with the right over a unit give it letters; who was given one passes it on below (see `passing_seat`)."""
    return actor.may(DISPATCH, unit)


def may_consult(actor: Actor, letter: Letter) -> bool:
    """Whoever gives letters to their own unit may ask the other units of their administration for an opinion, or inform
    them: a directorate asks its sister without passing by the head of both."""
    own = (seat for seat in actor.seats if seat.administration_id == letter.administration_id)
    return any(may_dispatch(actor, seat.place) for seat in own)


def may_ask(actor: Actor, letter: Letter, unit: Placed, asked: Asked) -> bool:
    """What a unit may be asked: anything by who dispatches to it. By others an opinion, or nothing but to know; above
    the ordinary level only of a post that they name, so that nobody is let in by being the head of a unit."""
    if may_dispatch(actor, unit):
        return True
    if asked.lead or asked.verb not in ASIDE:
        return False
    return may_consult(actor, letter) and (letter.level == letters.Level.ORDINARY or asked.post is not None)


def may_see(actor: Actor, letter_id: int) -> bool:
    """Nobody acts on a letter they may not read, whatever their rights over the units it went to."""
    return letters.Letter.objects.visible_to(actor).filter(pk=letter_id).exists()


def dispatching_seat(actor: Actor, letter: Letter, units: Sequence[Placed]) -> Seat | None:
    """One seat whose right reaches all these units, else the seat for the first of them; for units that are only asked
    for an opinion, the seat of one's own."""
    seats = [actor.seat_for(DISPATCH, unit) for unit in units]
    reaches = actor.reach(DISPATCH)
    whole = (
        seat for seat in seats if seat and all(any(r.seat == seat and r.covers(u) for r in reaches) for u in units)
    )
    found = next(whole, seats[0] if seats else None)
    if found is None:
        own = (seat for seat in actor.seats if seat.administration_id == letter.administration_id)
        found = next((seat for seat in own if may_dispatch(actor, seat.place)), None)
    return found


def seat_of(actor: Actor, instruction: Instruction) -> Seat | None:
    """The seat from which this actor acts on what was given: that of the post, or for a unit without a head, the one
    that gives them the right to dispatch its mail."""
    if instruction.post_id is not None:
        return letters.seat_at(actor, instruction.post_id)
    return actor.seat_for(DISPATCH, instruction.unit)


def passing_seat(actor: Actor, instruction: Instruction, units: Sequence[Placed]) -> Seat | None:
    """The seat from which what was given is passed on: a head to the units below (and the posts of the unit), anybody
    else only where they hold the right to dispatch."""
    seat = seat_of(actor, instruction)
    if seat is None:
        return None
    below = seat.is_head and all(unit.path.startswith(seat.unit_path) for unit in units)
    return seat if below or all(may_dispatch(actor, unit) for unit in units) else None


def giving_seat(actor: Actor, instruction: Instruction) -> Seat | None:
    """The seat from which this actor closes, sends back or takes back what was given.

    That of the post that gave it; where it was passed on, that of whoever holds now what it was passed on from (the
    giver's post may be gone, or their part taken over); else whoever dispatches to the unit of the giver, and of a
    letter that nobody in particular gave, to the unit of its registry office. Never whoever was asked, by a right that
    reaches only themselves.
    """
    dispatch = instruction.dispatch
    seat = letters.seat_at(actor, dispatch.post_id) if dispatch.post_id else None
    if seat is None and dispatch.parent is not None and dispatch.parent.post_id:
        seat = letters.seat_at(actor, dispatch.parent.post_id)
    if seat is None:
        seat = actor.seat_for(DISPATCH, dispatch.post.unit if dispatch.post else instruction.letter.office.unit)
    return seat


def overseeing_seat(actor: Actor, instruction: Instruction) -> Seat | None:
    """The seat from which this actor takes over what a post below was asked: that of a head above it, or of whoever
    dispatches to its unit. The post itself passes on or gives back."""
    own = [seat for seat in letters.acting_seats(actor) if seat.post_id != instruction.post_id]
    above = [seat for seat in own if seat.is_head and instruction.unit.path.startswith(seat.unit_path)]
    right = actor.seat_for(DISPATCH, instruction.unit)
    return next(iter(above), right if right and right.post_id != instruction.post_id else None)


def ending_seat(actor: Actor, letter: Letter, leads: Sequence[Instruction]) -> Seat | None:
    """The seat from which a letter is closed: that of the post in charge of it."""
    held = (letters.seat_at(actor, row.post_id) for row in leads if row.post_id and row.state != State.TAKEN_BACK)
    return next((seat for seat in held if seat), None)


def may_keep_rules(actor: Actor, administration_id: int) -> bool:
    """Rules, delays and the lists of the whole administration are kept by whoever dispatches to all of it."""
    return any(reach.covers(organisations.root_unit(administration_id)) for reach in actor.reach(DISPATCH))


def may_keep_list(actor: Actor, administration_id: int, unit: Placed | None) -> bool:
    """The list of a unit is kept by those who dispatch to it, and by its head."""
    if unit is None:
        return may_keep_rules(actor, administration_id)
    heads = (seat for seat in letters.acting_seats(actor) if seat.is_head)
    return may_dispatch(actor, unit) or any(unit.path.startswith(seat.unit_path) for seat in heads)
