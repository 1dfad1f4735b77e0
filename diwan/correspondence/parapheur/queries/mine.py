"""Which open turns await a person: those of the posts they sit in, those a mandate lends them, those raised to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

from ..enums import SUBJECT
from ..models import posts_of

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

OPEN = Q(state=circuits.TurnState.OPEN, run__subject_kind=SUBJECT)


def mine(actor: Actor, now: datetime) -> Q:
    """The turns this actor may decide, as far as a list can tell: amounts and heads of mandates are asked at the act
    (3 queries at most)."""
    found = Q(post__in=posts_of(actor))
    for mandate in circuits.Mandate.objects.held_by(actor.person_id).select_related("unit").prefetch_related("types"):
        lent = Q(post=mandate.post_id)
        if mandate.kinds:
            lent &= Q(kind__in=mandate.kinds)
        if types := [one.pk for one in mandate.types.all()]:
            lent &= Q(run__type__in=types) | Q(run__type__parent__in=types) | Q(run__type__parent__parent__in=types)
        if mandate.unit:
            lent &= Q(run__unit__path__startswith=mandate.unit.path)
        found |= lent
    raised = raised_to(actor, now)
    return found | Q(post__in=raised) if raised else found


def raised_to(actor: Actor, now: datetime) -> list[int]:
    """Posts below in which nobody sits, whose turns therefore come to this head."""
    heads = [seat for seat in actor.seats if seat.is_head and seat.basis != organisations.Basis.DELEGATION]
    if not heads:
        return []
    below = Q()
    for seat in heads:
        below |= Q(post__unit__path__startswith=seat.unit_path)
    rows = circuits.Turn.objects.filter(OPEN & below).exclude(post__in=posts_of(actor))
    turns = list(rows.values_list("post_id", flat=True).distinct()[:500])
    if not turns:
        return []
    empty = [card.id for card in organisations.post_cards(turns, now).values() if card.is_vacant]
    if not empty:
        return []
    own, above = set(posts_of(actor)), organisations.heads_above(empty)
    return [post for post in empty if first_seated(post, above, now) in own]


def first_seated(post: int, above: dict[int, int], now: datetime) -> int | None:
    """The first post above in which somebody sits."""
    line: list[int] = []
    while post in above and above[post] not in line:
        post = above[post]
        line.append(post)
    cards = organisations.post_cards(line, now)
    return next((one for one in line if one in cards and not cards[one].is_vacant), None)


def waiting(actor: Actor) -> int:
    """How many turns await the posts and the mandates of this actor: the number in the navigation (1 query)."""
    lent = circuits.Mandate.objects.held_by(actor.person_id).values("post")
    return circuits.Turn.objects.filter(OPEN, Q(post__in=posts_of(actor)) | Q(post__in=lent)).count()
