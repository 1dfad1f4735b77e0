"""Who may change the directory, and who may see people in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actors import Actor, extent
from .enums import ADMINISTER, Basis

if TYPE_CHECKING:
    from .models import Post, Unit


def may_open_administration(actor: Actor) -> bool:
    """Only those who administer the whole instance."""
    return any(reach.path == "/" and reach.unit_id is None for reach in actor.reach(ADMINISTER))


def may_administer(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may change this unit, what is below it, its posts and its registry office."""
    return actor.may(ADMINISTER, unit)


def may_grant(actor: Actor, post: Post, level: str) -> bool:
    """Nobody gives a right that reaches further than they administer."""
    path, unit_id = extent(level, post.unit_id, post.unit.path)
    if unit_id is not None:
        return may_administer(actor, post.unit)
    return any(reach.unit_id is None and path.startswith(reach.path) for reach in actor.reach(ADMINISTER))


def may_fill(actor: Actor, post: Post) -> bool:
    """Whoever seats a person in a post gives them all its rights, so must be able to give each of them."""
    return may_administer(actor, post.unit) and all(
        may_grant(actor, post, grant.reach) for grant in post.grant_set.all()
    )


def may_delegate(actor: Actor, post: Post) -> bool:
    """The holder lends what is theirs; an administrator records what was decided. Others lend nothing."""
    holds = any(seat.post_id == post.pk and seat.basis == Basis.HOLDER for seat in actor.seats)
    return holds or may_fill(actor, post)


def may_see_people(actor: Actor, administration_id: int) -> bool:
    """Names behind posts are for those who work in that administration; the public sees the titles only."""
    return actor.sits_in(administration_id) or may_open_administration(actor)
