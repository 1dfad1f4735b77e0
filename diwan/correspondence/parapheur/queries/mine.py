"""What awaits a person: circuits know by what title, the parapheur only which folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Q

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
    """How many turns await the posts and the mandates of this actor: the number in the navigation (1 query). What is
    raised to a head from a vacant post is counted in the list alone."""
    mandates = circuits.Mandate.objects
    lent = Q(post__in=mandates.held_by(actor.person_id).values("post")) & Exists(mandates.lent_to(actor.person_id))
    rows = circuits.Turn.objects.filter(state=circuits.TurnState.OPEN, run__subject_kind=SUBJECT)
    return rows.filter(Q(post__in=posts_of(actor)) | lent).count()
