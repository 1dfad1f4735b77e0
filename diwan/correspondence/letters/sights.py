"""Who may read a letter, said in signs: a letter carries those of its audience, a reader those of what they hold.

One rule serves lists, counts, search, exports and pages: a letter is read where one sign is on both sides. A sign is a
letter and a number: `u12` (unit 12 may read its ordinary mail), `h12` (whoever heads unit 12), `p7` (post 7, named),
`o3` (the registry office 3), `c3` (its confidential mail), `a1` (the whole administration 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .enums import CONFIDENTIAL, READ, REGISTER, Level
from .seats import acting_seats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor

EVERYWHERE = "*"  # the system itself


def tokens_of(actor: Actor) -> frozenset[str]:
    """The signs an actor carries now. Rights over the whole instance watch, they do not read: they carry none."""
    if actor == organisations.SYSTEM:
        return frozenset({EVERYWHERE})
    tokens = set()
    for seat in acting_seats(actor):
        tokens.add(f"p{seat.post_id}")
        if seat.is_head:
            tokens.add(f"h{seat.unit_id}")
    reached = organisations.reached(actor, (READ, REGISTER, CONFIDENTIAL))
    tokens |= {f"a{key}" for key in reached[READ].administrations}
    tokens |= {f"u{key}" for key in reached[READ].units}
    tokens |= {f"o{key}" for key in reached[REGISTER].offices}
    tokens |= {f"c{key}" for key in reached[CONFIDENTIAL].offices}
    return frozenset(tokens)


def audience(
    *, level: str, administration_id: int, office_id: int, units: Iterable[int], posts: Iterable[int]
) -> list[str]:
    """The signs of a letter: of its level, its office, and the units and posts before which it stands."""
    named = {f"p{post}" for post in posts}
    if level == Level.CONFIDENTIAL:
        return sorted(named | {f"c{office_id}"})
    heads = {f"h{unit}" for unit in units}
    if level == Level.RESTRICTED:
        return sorted(named | heads | {f"o{office_id}"})
    return sorted(named | heads | {f"u{unit}" for unit in units} | {f"o{office_id}", f"a{administration_id}"})
