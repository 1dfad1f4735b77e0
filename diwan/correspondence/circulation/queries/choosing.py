"""Whom a letter can be given to: units of the administration found by their names, and posts of a unit by name."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from ..enums import DISPATCH
from ..models import DistributionList, Instruction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor, PostCard
    from diwan.correspondence.letters.api import Letter

    from ..models import DistributionEntry

FOUND = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit, or a post of it by name. `key` is `u12` (the head of unit 12) or `p7` (post 7)."""

    key: str
    unit: int
    post: int | None
    name: str
    detail: str  # who that is today
    vacant: bool = False
    aside: bool = False  # out of the actor's reach: asked for an opinion or sent a copy, and nothing more


def found(
    actor: Actor,
    letter: Letter,
    text: str,
    now: datetime,
    *,
    parent: Instruction | None,
    consult: bool,
    taken: Iterable[str] = (),
) -> list[Choice]:
    """Units whose names hold the words, that the actor may give this letter to, and then, where they may `consult`,
    those beside; each followed by its posts when few are found (8 queries at most). Above the ordinary level those
    beside are named by post."""
    if not text.strip():
        return []
    rows = organisations.directory(now.date()).filter(unit__administration=letter.administration_id).matching(text)
    rows, within = rows.order_by("unit__path"), reach(actor, parent)
    near = list(rows.filter(within)[:FOUND])
    beside = list(rows.exclude(unit__in=[row.unit_id for row in near])[: FOUND - len(near)]) if consult else []
    units = [row.unit_id for row in (*near, *beside)]
    few, named_only = len(units) <= 4, letter.level != letters.Level.ORDINARY
    cards = organisations.posts_in(units, now).values()
    choices = []
    for row in (*near, *beside):
        of_unit = [card for card in cards if card.unit_id == row.unit_id]
        head, aside = next((card for card in of_unit if card.is_head), None), row in beside
        by_post = aside and named_only
        of_it = [] if by_post else [unit_choice(row.unit_id, row.names.here, head)]
        of_it += [post_choice(card) for card in of_unit if by_post or (few and not card.is_head)]
        choices += [dataclasses.replace(choice, aside=aside) for choice in of_it]
    kept = set(taken)
    return [choice for choice in choices if choice.key not in kept]


def beside(
    actor: Actor, administration_id: int, units: Iterable[int], now: datetime, parent: Instruction | None
) -> set[int]:
    """Which of these units the actor may only consult or inform (1 query)."""
    below = parent.unit.path if parent else None
    return {
        place.pk
        for place in organisations.places(set(units), administration_id, now)
        if not actor.may(DISPATCH, place) and not (below and place.path.startswith(below))
    }


def reach(actor: Actor, parent: Instruction | None) -> Q:
    """The units the actor dispatches to, and below what they were given."""
    condition = organisations.within(actor, DISPATCH, "unit")
    if parent is not None and condition:
        condition |= Q(unit__path__startswith=parent.unit.path)
    return condition


def unit_choice(unit: int, name: str, head: PostCard | None) -> Choice:
    return Choice(f"u{unit}", unit, None, name, who(head) if head else "", vacant=head is None or head.is_vacant)


def post_choice(card: PostCard) -> Choice:
    return Choice(f"p{card.id}", card.unit_id, card.id, card.unit_names.here, who(card), vacant=card.is_vacant)


def who(card: PostCard) -> str:
    """The post, and whoever sits in it: `رئيس القسم · ليلى العمراني`."""
    seated = card.holders or card.interims
    people = [organisations.Names(ar=name, fr=latin, en=latin).here for _key, name, latin in seated]
    return " · ".join([card.title.here, *people])


def named(keys: Iterable[str], administration_id: int, now: datetime) -> list[Choice]:
    """What these keys are today, in their order; those of units abolished or elsewhere are left out (6 queries)."""
    wanted = [key for key in dict.fromkeys(keys) if key[:1] in "up" and key[1:].isdecimal() and len(key) < 18]
    posts = organisations.post_cards([int(key[1:]) for key in wanted if key[0] == "p"], now)
    units = {int(key[1:]) for key in wanted if key[0] == "u"}
    standing = {place.pk for place in organisations.places(units, administration_id, now)}
    names = organisations.units_named(standing, now)
    heads = {card.unit_id: card for card in organisations.posts_in(standing, now).values() if card.is_head}
    choices = []
    for key in wanted:
        number = int(key[1:])
        if key[0] == "u" and number in names:
            choices.append(unit_choice(number, names[number].here, heads.get(number)))
        elif key[0] == "p" and number in posts:
            card = posts[number]
            if card.is_open and card.administration_id == administration_id:
                choices.append(post_choice(card))
    return choices


def key_of(entry: DistributionEntry) -> str:
    """The line of a list as a choice."""
    return f"p{entry.post_id}" if entry.post_id else f"u{entry.unit_id}"


def lists_for(actor: Actor, administration_id: int) -> list[DistributionList]:
    rows = DistributionList.objects.visible_to(actor).filter(administration=administration_id)
    return list(rows.prefetch_related("entries"))


def posts_found(administration_id: int, text: str, now: datetime) -> list[Choice]:
    """Posts to be mentioned: those of units whose names hold the words, heads first (7 queries at most)."""
    if len(text.strip()) < 2:
        return []
    rows = organisations.directory(now.date()).filter(unit__administration=administration_id).matching(text)
    cards = organisations.posts_in(rows.order_by("unit__path").values_list("unit_id", flat=True)[:FOUND], now)
    return [post_choice(card) for card in cards.values()][: FOUND * 2]
