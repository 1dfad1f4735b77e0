"""A letter that goes out or stays inside is begun by a post, without a number yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.kit.transactions import acknowledged

from ..enums import Kind
from ..seats import seat_at
from .recording import record
from .registering import NewLetter, OfficeClosed, begin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Letter


def draft(
    *,
    actor: Actor,
    post_id: int,
    office_id: int,
    kind: Kind,
    letter: NewLetter,
    pieces: Sequence[int] = (),
    now: datetime,
) -> Letter:
    """Begin a letter from a post: its author's unit sees it, and it has no number before `number`.

    Raises:
        NotAllowed: the actor does not act for that post, or the office is of another administration.
        OfficeClosed
    """
    with acknowledged():
        seat, office = seat_at(actor, post_id), organisations.open_office(office_id, now, public=False)
        if office is None:
            raise OfficeClosed
        if seat is None or seat.administration_id != office.administration_id or kind == Kind.INCOMING:
            raise NotAllowed
        # Its audience is that of its unit, so the unit is there from the first.
        said = letter if letter.unit is not None else replace(letter, unit=seat.unit_id)
        row = begin(office, kind, said, pieces, {}, now, author=post_id)
        record(letter=row, kind="letters.begun", actor=actor, now=now, seat=seat)
        return row
