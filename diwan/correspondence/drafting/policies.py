"""Who writes, comments and signs; who may read is asked of the letter first (`Draft.objects.visible_to`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.correspondence.letters import api as letters

from .enums import SIGN, TEMPLATES

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed, Seat
    from diwan.correspondence.letters.api import Letter

    from .models import Draft


def writing_seat(actor: Actor, letter: Letter) -> Seat | None:
    """The seat from which this actor writes a letter: that of its author, a colleague's in the same unit, a head's
    above it, or one that may sign it."""
    own = letters.seat_at(actor, letter.author_id) if letter.author_id else None
    if own:
        return own
    unit = letter.unit
    if unit is None:
        return None
    for seat in letters.acting_seats(actor):
        if seat.unit_id == unit.pk or (seat.is_head and unit.path.startswith(seat.unit_path)):
            return seat
    return actor.seat_for(SIGN, unit)


def speaking_seat(actor: Actor, letter: Letter) -> Seat | None:
    """The seat from which this actor says something about a draft they may read: one that writes it if there is."""
    here = [seat for seat in letters.acting_seats(actor) if seat.administration_id == letter.administration_id]
    return writing_seat(actor, letter) or next(iter(here), None)


def may_write(actor: Actor, letter: Letter) -> bool:
    return writing_seat(actor, letter) is not None


def may_sign(actor: Actor, draft: Draft) -> bool:
    """Whoever holds the right over the unit that writes; a post named to sign is a proposal, not a right."""
    unit = draft.letter.unit
    return unit is not None and actor.may(SIGN, unit)


def may_keep_templates(actor: Actor, unit: Placed) -> bool:
    return actor.may(TEMPLATES, unit)
