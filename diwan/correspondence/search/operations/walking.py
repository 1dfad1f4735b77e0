"""Reading all things of a source through, to make its index anew or to see that it is right: a portion at a time, each
in a transaction of its own with the place reached, so that whatever dies goes on from there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from diwan.kit.searching import VERSION

from ..models import Entry, Walk
from ..sources import source_of, sources
from .indexing import put

if TYPE_CHECKING:
    from datetime import datetime

PORTION = 200
log = logging.getLogger(__name__)


@transaction.atomic
def begin(*, kind: str, now: datetime) -> None:
    """Begin a walk from the first thing; one that is under way goes on instead."""
    walk = Walk.objects.select_for_update().get_or_create(kind=kind)[0]
    if walk.after is None:
        walk.after, walk.mended, walk.started_at, walk.ended_at = 0, 0, now, None
        walk.remaking = walk.version != VERSION
        walk.save()


@transaction.atomic
def step(*, kind: str, now: datetime) -> bool:
    """Put the next portion right; False at the end of the walk.

    An entry that is as it should be is not written. What the check of an index already made found is counted.
    """
    walk = Walk.objects.select_for_update().get(kind=kind)
    if walk.after is None:
        return False
    keys = source_of(kind).keys(walk.after, PORTION)
    beyond = Entry.objects.filter(kind=kind, key__gt=walk.after)
    if keys:
        beyond = beyond.filter(key__lte=keys[-1])
    gone = beyond.exclude(key__in=keys).delete()[1].get("search.Entry", 0)
    walk.mended += put(kind, keys) + gone
    walk.after = keys[-1] if keys else None
    if walk.after is None:
        walk.version, walk.ended_at = VERSION, now
        if walk.mended and not walk.remaking:
            log.warning("search: %d entries of %s were not as they should be; they are now", walk.mended, kind)
    walk.save()
    return walk.after is not None


def unmade() -> list[str]:
    """The kinds whose index was never made, or by another analysis than today's."""
    made = set(Walk.objects.filter(version=VERSION).values_list("kind", flat=True))
    return [source.kind for source in sources() if source.kind not in made]
