"""For which post one reads and acts: what is given is given to posts, so each has its inbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, PostCard, Seat

SOON = 2  # working days before the last one


@dataclass(frozen=True)
class Sitting:
    """An actor before the inbox of one post, and which day it is there."""

    actor: Actor
    seat: Seat
    country: str
    now: datetime

    @property
    def post_id(self) -> int:
        return self.seat.post_id

    @cached_property
    def today(self) -> date:
        return calendars.local_day(self.now, self.country)

    @cached_property
    def visible(self) -> Any:
        """The letters that the actor may read; asked once for all folders (1 query, to know what rights reach)."""
        return letters.Letter.objects.visible_to(self.actor)

    @cached_property
    def narrowed(self) -> Actor:
        """The same actor with no right but those of this post: what its folders are made of."""
        grants = tuple(reach for reach in self.actor.grants if reach.seat and reach.seat.post_id == self.post_id)
        return replace(self.actor, seats=(self.seat,), grants=grants)

    @cached_property
    def keeps_mail(self) -> bool:
        """Whether this post dispatches the mail of a registry office."""
        return self.narrowed.may(letters.REGISTER)

    @cached_property
    def dispatches(self) -> bool:
        return self.narrowed.may(circulation.DISPATCH)

    @cached_property
    def offices(self) -> list[int]:
        """The registry offices whose mail the post keeps (1 query, none where `visible` was asked)."""
        if not self.keeps_mail:
            return []
        return sorted(organisations.reached(self.narrowed, [letters.REGISTER])[letters.REGISTER].offices)

    def soon(self, day: date) -> date:
        """The last day that is about to be over on that one; working days are those of the country."""
        return calendars.due_on(self.country, day, SOON, "working")


def sit(actor: Actor, post_id: int | None, now: datetime) -> Sitting | None:
    """The inbox of a post, or the first one this actor opens; None where they act for no such post (1 query)."""
    seats = inboxes(actor)
    seat = letters.seat_at(actor, post_id) if post_id else next(iter(seats), None)
    if seat is None:
        return None
    return Sitting(actor, seat, organisations.country_of(seat.administration_id), now)


def inboxes(actor: Actor) -> list[Seat]:
    """One seat for each post whose inbox this actor opens: their own first, then those they stand in for."""
    seats = {seat.post_id: letters.seat_at(actor, seat.post_id) for seat in letters.acting_seats(actor)}
    order = list(organisations.Basis)
    return sorted((seat for seat in seats.values() if seat), key=lambda seat: order.index(seat.basis))


def card_of(sitting: Sitting) -> PostCard:
    """Who holds the post and who stands in, today (4 queries)."""
    return organisations.post_cards([sitting.post_id], sitting.now)[sitting.post_id]
