"""What awaits a person: circuits know by what title, the parapheur only which folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from diwan.engines.circuits import api as circuits

from ..enums import SUBJECT
from ..models import posts_of

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def mine(actor: Actor, now: datetime) -> list[int]:
    """The open turns this actor may decide now, by every title."""
    return [one.turn.pk for one in circuits.my_turns(actor, now, SUBJECT)]


def waiting(actor: Actor) -> int:
    """How many turns await the posts and the mandates of this actor: the number in the navigation (1 query; and
    those of `lent_runs` for whoever holds a mandate). What is raised from a vacant post the list alone counts."""
    lent = circuits.Mandate.objects.held_by(actor.person_id).values("post")
    rows = circuits.Turn.objects.filter(state=circuits.TurnState.OPEN, run__subject_kind=SUBJECT)
    own = Q(post__in=posts_of(actor))
    counted = rows.aggregate(own=Count("pk", filter=own), lent=Count("pk", filter=Q(post__in=lent) & ~own))
    if not counted["lent"]:
        return counted["own"]
    return counted["own"] + rows.filter(~own, post__in=lent, run__in=circuits.lent_runs(actor, SUBJECT)).count()


def before_post(post_id: int) -> int:
    """How many turns await one post (1 query)."""
    rows = circuits.Turn.objects.filter(state=circuits.TurnState.OPEN, run__subject_kind=SUBJECT)
    return rows.filter(post=post_id).count()
