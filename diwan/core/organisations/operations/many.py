"""A whole structure at once, from a list somebody checked: units, posts, rights and seats in a few statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from diwan.core.facts import api as facts_told
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..events import StructureImported
from ..models import Administration, Grant, Holding, Post, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ..actors import Actor, Names

AT_ONCE = 500  # rows in a statement, and things in an entry of the journal


@dataclass(frozen=True)
class NewUnit:
    """A unit to make; `parent` is the code of another, of this list or of the tree, empty for the root."""

    code: str
    parent: str
    kind: str
    names: Names


@dataclass(frozen=True)
class NewPost:
    """A post to make in the unit of that code, with its rights and how far each reaches."""

    code: str
    unit: str
    names: Names
    is_head: bool = False
    shared: bool = False
    rights: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def plant_structure(
    *,
    actor: Actor,
    administration_id: int,
    units: Sequence[NewUnit],
    posts: Sequence[NewPost],
    seats: Sequence[tuple[str, int]],
    on: date,
    now: datetime,
) -> dict[str, Unit]:
    """Make all of these, or nothing. `seats` are (code of a free or shared post, person). Parents come in any order.

    The rows are checked by the caller; the constraints of the database have the last word.

    Returns:
        The units of the whole tree by code; that of "" is its root.

    Raises:
        NotAllowed: the actor does not administer the whole, or would give rights further than they administer.
    """
    administration = Administration.objects.select_for_update(no_key=True).get(pk=administration_id)
    root = Unit.objects.select_related("administration").get(administration=administration, parent__isnull=True)
    if not policies.may_administer(actor, root):
        raise NotAllowed
    tree = {
        unit.code: unit
        for unit in Unit.objects.filter(administration=administration, abolished_on__isnull=True).exclude(code="")
    }
    tree[""] = root
    made = _plant(administration, tree, units, on)
    new_posts = _posts(actor, tree, posts)
    holdings = _seat(administration_id, seats, now)
    write = _Writer(actor, administration, now)
    write("units.created", "units", [[u.pk, u.code, u.parent_id, v.name_ar] for u, v in made], on=on.isoformat())
    write("posts.created", "posts", [[p.pk, p.code, p.unit_id, p.name_ar] for p in new_posts])
    given = [[p.pk, right, reach] for p, asked in zip(new_posts, posts, strict=True) for right, reach in asked.rights]
    write("rights.granted", "grants", given)
    write("holders.began", "seats", [[h.post_id, h.person_id] for h in holdings], since=now.isoformat())
    if made or new_posts or holdings:
        facts_told.tell(StructureImported(administration_id, len(made), len(new_posts), len(holdings)))
    return tree


# --- steps ---------------------------------------------------------------------------------------------------------


def _plant(
    administration: Administration, tree: dict[str, Unit], asked: Sequence[NewUnit], on: date
) -> list[tuple[Unit, UnitVersion]]:
    """Units and their first versions, parents first; `tree` gains them."""
    keys = iter(_keys("organisations_unit", len(asked)))
    made, waiting = [], {unit.code: unit for unit in asked}

    def grow(line: NewUnit) -> Unit:
        chain = [line]
        while (parent := chain[-1].parent) not in tree:
            chain.append(waiting[parent])
        for each in reversed(chain):
            above, key = tree[each.parent], next(keys)
            unit = Unit(
                pk=key,
                administration=administration,
                parent=above,
                path=f"{above.path}{key}/",
                kind=each.kind,
                code=each.code,
                created_on=on,
            )
            version = UnitVersion(unit=unit, parent=above, starts_on=on, **_columns(each.names))
            version.search_text = version.searched
            tree[each.code] = unit
            made.append((unit, version))
        return unit

    for line in asked:
        if line.code not in tree:
            grow(line)
    Unit.objects.bulk_create([unit for unit, _version in made], batch_size=AT_ONCE)
    UnitVersion.objects.bulk_create([version for _unit, version in made], batch_size=AT_ONCE)
    return made


def _posts(actor: Actor, tree: dict[str, Unit], asked: Sequence[NewPost]) -> list[Post]:
    posts = [
        Post(unit=tree[line.unit], code=line.code, is_head=line.is_head, shared=line.shared, **_columns(line.names))
        for line in asked
    ]
    Post.objects.bulk_create(posts, batch_size=AT_ONCE)
    grants = [
        Grant(post=post, right=right, reach=reach)
        for post, line in zip(posts, asked, strict=True)
        for right, reach in line.rights
    ]
    if not all(policies.may_grant(actor, grant.post, grant.reach) for grant in grants):
        raise NotAllowed
    Grant.objects.bulk_create(grants, batch_size=AT_ONCE)
    return posts


def _seat(administration_id: int, seats: Sequence[tuple[str, int]], now: datetime) -> list[Holding]:
    rows = Post.objects.filter(unit__administration_id=administration_id, closed_at__isnull=True).exclude(code="")
    posts = {post.code: post for post in rows} if seats else {}
    holdings = [
        Holding(post=posts[code], person_id=person_id, exclusive=not posts[code].shared, starts_at=now)
        for code, person_id in seats
    ]
    return Holding.objects.bulk_create(holdings, batch_size=AT_ONCE)


def _keys(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [key for (key,) in cursor.fetchall()]


def _columns(names: Names) -> dict[str, str]:
    return {"name_ar": names.ar, "name_fr": names.fr, "name_en": names.en, "name_zgh": names.zgh}


class _Writer:
    """Writes the journal: a few hundred things an entry, so that it names them all and grows by tens of entries."""

    def __init__(self, actor: Actor, administration: Administration, now: datetime) -> None:
        self.actor, self.administration, self.now = actor, administration, now

    def __call__(self, kind: str, word: str, things: list[list[Any]], **facts: Any) -> None:
        for start in range(0, len(things), AT_ONCE):
            journal.append(
                chain=f"organisations:{self.administration.code}",
                kind=kind,
                at=self.now,
                actor_id=self.actor.person_id,
                subject=f"administration:{self.administration.pk}",
                facts={word: things[start : start + AT_ONCE], **facts},
            )
