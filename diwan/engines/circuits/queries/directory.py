"""Who sits in these posts and what mandates hold, read once for a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .. import authority
from ..enums import Basis, Kind
from ..models import Ceiling, Mandate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def directory_of(post_ids: Iterable[int], at: datetime, until: datetime | None = None) -> authority.Directory:
    """The directory for these posts and the heads above them, from `at` to `until` or only then (7 queries)."""
    posts = set(post_ids)
    above = organisations.heads_above(posts)
    every = posts | set(above) | set(above.values())
    found = authority.Directory(above=above)
    for post, person, interim, starts, ends in organisations.sittings(every, at, until or at):
        basis = Basis.INTERIM if interim else Basis.HOLDER
        span = authority.Span(starts, ends)
        found.sittings.setdefault(post, []).append(authority.Sitting(post, person, basis, span))
    for row in mandates(every, at, until or at):
        found.mandates.setdefault(row.post, []).append(row)
    for post, kind, up_to in Ceiling.objects.filter(post__in=every).values_list("post_id", "type_id", "up_to"):
        found.ceilings.setdefault(post, []).append(authority.Ceiling(kind, up_to))
    return found


def mandates(post_ids: Iterable[int], at: datetime, until: datetime) -> list[authority.Mandate]:
    """The signed mandates of these posts that touch this time; a recalled one ends when it was recalled."""
    rows = Mandate.objects.filter(
        post_id__in=set(post_ids), starts_at__lte=until, ends_at__gt=at, signed_at__isnull=False
    )
    rows = rows.select_related("unit").prefetch_related("types")
    return [plain(row) for row in rows]


def plain(row: Mandate) -> authority.Mandate:
    ends = min(row.ends_at, row.revoked_at) if row.revoked_at else row.ends_at
    return authority.Mandate(
        id=row.pk,
        post=row.post_id,
        giver=row.giver_id,
        person=row.person_id,
        span=authority.Span(row.starts_at, ends),
        types=frozenset(one.pk for one in row.types.all()),
        kinds=frozenset(Kind(kind) for kind in row.kinds),
        up_to=row.up_to,
        path=row.unit.path if row.unit else "",
        parent=row.parent_id,
        onward=row.onward,
    )
