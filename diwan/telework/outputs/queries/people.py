"""Whom one may give work: the people of the units one manages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth import get_user_model

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import MANAGE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor, PostCard

FOUND = 30


@dataclass(frozen=True)
class Worker:
    """Somebody in a post: where the task is set."""

    person_id: int
    name: organisations.Names
    post_id: int
    unit_id: int
    unit: organisations.Names
    title: organisations.Names


def workers(cards: Iterable[PostCard], *, but: int | None = None) -> list[Worker]:
    return [
        Worker(person, organisations.Names(name, latin, latin), card.id, card.unit_id, card.unit_names, card.title)
        for card in cards
        for person, name, latin in (*card.holders, *card.interims)
        if person != but
    ]


def found(actor: Actor, text: str, now: datetime) -> list[Worker]:
    """Those one manages: of one's own units, or whose name, post or unit holds the words."""
    if text.strip():
        ours = {seat.administration_id for seat in actor.seats if actor.may(MANAGE, seat.place)}
        cards: dict[int, PostCard] = {}
        for administration in ours:
            cards |= organisations.posts_matching(administration, text, now, limit=FOUND)
    else:
        cards = organisations.posts_in(near(actor, now), now)
    reached = managed(actor, {card.unit_id for card in cards.values()})
    kept = [card for card in cards.values() if card.unit_id in reached]
    return sorted(workers(kept, but=actor.person_id), key=lambda one: one.name.here)[: FOUND * 2]


def managed(actor: Actor, unit_ids: Iterable[int]) -> set[int]:
    """Those of these units that the actor manages (1 query)."""
    rows = apps.get_model("organisations", "Unit")._default_manager.filter(pk__in=set(unit_ids))
    return set(rows.filter(organisations.within(actor, MANAGE)).values_list("pk", flat=True))


def near(actor: Actor, now: datetime) -> list[int]:
    """One's own units and those just below them."""
    own = [seat.unit_id for seat in actor.seats if actor.may(MANAGE, seat.place)]
    below = organisations.directory(now.date()).filter(parent__in=own).values_list("unit_id", flat=True)
    return [*own, *below]


def worker(actor: Actor, person_id: int, now: datetime) -> Worker | None:
    """One person, in the first post where the actor manages them."""
    seats = organisations.actor_for(person_id, now).seats
    for seat in seats:
        if seat.basis != organisations.Basis.DELEGATION and actor.may(MANAGE, seat.place):
            card = organisations.post_cards([seat.post_id], now)[seat.post_id]
            return next((one for one in workers([card]) if one.person_id == person_id), None)
    return None


def names_of(person_ids: Iterable[int]) -> dict[int, organisations.Names]:
    rows = get_user_model()._default_manager.filter(pk__in=set(person_ids))
    named = rows.values_list("pk", "name_ar", "name_latin")
    return {pk: organisations.Names(ar, latin, latin) for pk, ar, latin in named}


def exists(person_id: int) -> bool:
    return get_user_model()._default_manager.filter(pk=person_id).exists()
