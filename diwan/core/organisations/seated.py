"""Posts as others see them: one plain value that says where a post is and who sits in it today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from diwan.kit.arabic import normalise

from .actors import Names
from .models import Holding, Interim, Post, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True)
class PostCard:
    """A post, its unit, who holds it and who stands in for them; `is_vacant` when nobody does either."""

    id: int
    unit_id: int
    administration_id: int
    is_head: bool
    is_open: bool
    title: Names
    unit_names: Names
    holders: tuple[tuple[int, str, str], ...] = ()  # person, name, name in Latin letters
    interims: tuple[tuple[int, str, str], ...] = ()

    @property
    def is_vacant(self) -> bool:
        return not self.holders and not self.interims


def post_cards(post_ids: Iterable[int], at: datetime) -> dict[int, PostCard]:
    """These posts as they stand at that moment (4 queries, however many)."""
    return _cards(Post.objects.filter(pk__in=set(post_ids)), at)


def posts_in(unit_ids: Iterable[int], at: datetime) -> dict[int, PostCard]:
    """The open posts of these units, heads first (4 queries)."""
    rows = Post.objects.filter(unit_id__in=set(unit_ids)).exclude(closed_at__lte=at)
    return _cards(rows.order_by("unit__path", "-is_head", "pk"), at)


def head_post(unit_id: int) -> int | None:
    """The post that heads this unit, if it has one (1 query)."""
    rows = Post.objects.filter(unit_id=unit_id, is_head=True, closed_at=None)
    return rows.values_list("pk", flat=True).first()


def head_over(unit_id: int, up: int) -> int | None:
    """The post that heads this unit (`up` 0) or the unit that many levels above it; the nearest above has one if that
    has none (2 queries)."""
    path = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
    line = [int(key) for key in path.strip("/").split("/")]
    wanted = line[: max(len(line) - up, 1)]
    rows = Post.objects.filter(unit_id__in=wanted, is_head=True, closed_at=None)
    heads = dict(rows.values_list("unit_id", "pk"))
    return next((heads[unit] for unit in reversed(wanted) if unit in heads), None)


def heads_of_units(administration_id: int) -> dict[int, tuple[str, tuple[int, ...]]]:
    """For each unit that stands: its path, and the post `head_over` finds at each level up, 0 for none (2 queries)."""
    units = Unit.objects.filter(administration_id=administration_id, abolished_on=None)
    paths = dict(units.order_by("path").values_list("pk", "path"))
    rows = Post.objects.filter(unit__administration_id=administration_id, is_head=True, closed_at=None)
    heads = dict(rows.values_list("unit_id", "pk"))
    found = {}
    for unit, path in paths.items():
        nearest, line = 0, list[int]()
        for key in path.strip("/").split("/"):
            nearest = heads.get(int(key), nearest)
            line.insert(0, nearest)
        found[unit] = (path, tuple(line))
    return found


def heads_above(post_ids: Iterable[int]) -> dict[int, int]:
    """From each of these posts, and from each head found so, to the head above it: of its own unit, else of the nearest
    unit above (2 queries)."""
    posts = dict(Post.objects.filter(pk__in=set(post_ids)).values_list("pk", "unit__path"))
    lines = {pk: [int(key) for key in path.strip("/").split("/")] for pk, path in posts.items()}
    rows = Post.objects.filter(unit_id__in={unit for line in lines.values() for unit in line}, is_head=True)
    heads = dict(rows.filter(closed_at=None).values_list("unit_id", "pk"))
    above: dict[int, int] = {}
    for pk, line in lines.items():
        current = pk
        for unit in reversed(line):
            head = heads.get(unit)
            if head is not None and head != current:
                above[current] = head
                current = head
    return above


def sittings(post_ids: Iterable[int], at: datetime, until: datetime) -> list[tuple[int, int, bool, datetime, Any]]:
    """Who sits in these posts at some moment from `at` to `until`: post, person, whether by interim, from, until
    (2 queries)."""
    found = []
    for model in (Holding, Interim):
        rows = model.objects.filter(post_id__in=set(post_ids), starts_at__lte=until)
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=at)).order_by("starts_at")
        for post, person, starts, ends in rows.values_list("post_id", "person_id", "starts_at", "ends_at"):
            found.append((post, person, model is Interim, starts, ends))
    return found


def standing_unit(unit_id: int, at: datetime) -> int | None:
    """The unit itself, or the one that took over from it if it was abolished; None when none did (1 query a step)."""
    seen: set[int] = set()
    current: int | None = unit_id
    while current and current not in seen:
        seen.add(current)
        abolished_on, successor = Unit.objects.values_list("abolished_on", "successor_id").get(pk=current)
        if abolished_on is None or abolished_on > at.date():
            return current
        current = successor
    return None


def _cards(rows: Any, at: datetime) -> dict[int, PostCard]:
    posts = list(rows.select_related("unit"))
    keys = [post.pk for post in posts]
    names = {
        version.unit_id: version.names
        for version in UnitVersion.objects.at(at.date()).filter(unit_id__in={post.unit_id for post in posts})
    }
    holders, interims = _seated(Holding, keys, at), _seated(Interim, keys, at)
    return {
        post.pk: PostCard(
            id=post.pk,
            unit_id=post.unit_id,
            administration_id=post.unit.administration_id,
            is_head=post.is_head,
            is_open=post.closed_at is None or post.closed_at > at,
            title=post.names,
            unit_names=names.get(post.unit_id, Names("")),
            holders=tuple(holders.get(post.pk, ())),
            interims=tuple(interims.get(post.pk, ())),
        )
        for post in posts
    }


def _seated(model: Any, keys: list[int], at: datetime) -> dict[int, list[tuple[int, str, str]]]:
    seated: dict[int, list[tuple[int, str, str]]] = {}
    rows = model.objects.at(at).filter(post_id__in=keys).order_by("starts_at")
    for post_id, *person in rows.values_list("post_id", "person_id", "person__name_ar", "person__name_latin"):
        seated.setdefault(post_id, []).append(tuple(person))
    return seated


def posts_matching(administration_id: int, text: str, at: datetime, limit: int = 12) -> dict[int, PostCard]:
    """The open posts whose title, whose unit or who sits there holds every word, heads first (4 queries)."""
    rows = Post.objects.filter(unit__administration_id=administration_id).exclude(closed_at__lte=at)
    for word in text.split():
        named = Q(name_ar__icontains=word) | Q(name_fr__icontains=word) | Q(name_en__icontains=word)
        units = UnitVersion.objects.at(at.date()).matching(word).values("unit")
        seated = Holding.objects.at(at).filter(person__search_text__contains=normalise(word)).values("post")
        rows = rows.filter(named | Q(unit__in=units) | Q(pk__in=seated))
    return _cards(rows.order_by("-is_head", "unit__path", "pk")[:limit], at)
