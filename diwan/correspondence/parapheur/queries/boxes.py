"""The lists of the parapheur: a question asked of folders the actor may read, which is also the address of the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, Subquery

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

from ..enums import SUBJECT, Box
from ..models import Folder, posts_of
from .mine import mine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

PAGE = 40


@dataclass(frozen=True)
class Asked:
    """What is asked for. `only`: "", "late" or "urgent"; `kind` the step; `type` and `post` (who sent it) by key."""

    box: Box = Box.TO_ME
    q: str = ""
    only: str = ""
    kind: str = ""
    type: int = 0
    post: int = 0

    @property
    def terms(self) -> list[tuple[str, str]]:
        said = ((name, getattr(self, name)) for name in ("box", "q", "only", "kind", "type", "post"))
        return [(name, str(value)) for name, value in said if value]

    @property
    def query(self) -> str:
        return urlencode(self.terms)

    def with_(self, **changes: Any) -> Asked:
        return replace(self, **changes)


def asked_in(values: Mapping[str, str]) -> Asked:
    """What an address asks for; what it says badly it does not say."""

    def key(name: str) -> int:
        text = values.get(name, "")
        return int(text) if text.isdecimal() and len(text) < 18 else 0

    box, kind, only = values.get("box", ""), values.get("kind", ""), values.get("only", "")
    return Asked(
        box=Box(box) if box in Box.values else Box.TO_ME,
        q=values.get("q", "").replace("\x00", "").strip()[:100],
        only=only if only in ("late", "urgent") else "",
        kind=kind if kind in circuits.Kind.values else "",
        type=key("type"),
        post=key("post"),
    )


def folders(actor: Actor, asked: Asked, now: datetime, own_turns: list[int] | None = None) -> QuerySet[Any]:
    """The folders of a box, what presses first first. Each carries its own turn: `turn_id`, `turn_kind`, `due_on`,
    `opened_at`, where one awaits this actor. `own_turns` are those of `mine`, where they were asked already."""
    turns = mine(actor, now) if own_turns is None else own_turns
    # Never an empty list: Django would take the whole question for one without an answer.
    own = circuits.Turn.objects.filter(pk__in=turns or [0], run=OuterRef("run"))
    first = own.order_by(F("due_on").asc(nulls_last=True), "pk")
    rows: QuerySet[Any] = Folder.objects.visible_to(actor).select_related(
        "type", "post", "unit", "author", "run", "letter", "administration"
    )
    rows = rows.annotate(
        turn_id=Subquery(first.values("pk")[:1]),
        turn_kind=Subquery(first.values("kind")[:1]),
        due_on=Subquery(first.values("due_on")[:1]),
        opened_at=Subquery(first.values("opened_at")[:1]),
    )
    rows = rows.filter(in_box(actor, asked.box))
    rows = narrowed(rows, asked, today_of(actor, now))
    if asked.box == Box.TO_ME:
        return rows.order_by("-urgent", F("due_on").asc(nulls_last=True), "opened_at", "pk")
    return rows.order_by("-changed_at", "-pk")


def in_box(actor: Actor, box: Box) -> Q:
    posts = posts_of(actor)
    match box:
        case Box.TO_ME:
            return Q(turn_id__isnull=False)
        case Box.SENT:
            return Q(post__in=posts, run__state=circuits.RunState.RUNNING)
        case Box.BACK:
            return Q(post__in=posts) & (Q(run=None) | Q(run__state__in=circuits.WITH_AUTHOR))
        case _:
            decided = circuits.Turn.objects.filter(run=OuterRef("run"), run__subject_kind=SUBJECT)
            by_me = Exists(decided.filter(person=actor.person_id))
            over = Q(run__state__in=[circuits.RunState.DONE, circuits.RunState.ABANDONED])
            return (by_me & Q(turn_id=None)) | (Q(post__in=posts) & over)


def narrowed(rows: QuerySet[Any], asked: Asked, today: date) -> QuerySet[Any]:
    if asked.q:
        words = Q(title__icontains=asked.q) | Q(reference__icontains=asked.q) | Q(letter__reference__icontains=asked.q)
        rows = rows.filter(words | Q(author__name_ar__icontains=asked.q) | Q(author__name_latin__icontains=asked.q))
    if asked.only == "late":
        rows = rows.filter(due_on__lt=today)
    elif asked.only == "urgent":
        rows = rows.filter(urgent=True)
    if asked.kind:
        rows = rows.filter(turn_kind=asked.kind)
    if asked.type:
        rows = rows.filter(Q(type=asked.type) | Q(type__parent=asked.type))
    if asked.post:
        rows = rows.filter(post=asked.post)
    return rows


def counts(actor: Actor, now: datetime, own_turns: list[int]) -> dict[Box, int]:
    """How many wait, came back, are on their way (3 queries)."""
    boxes = (Box.TO_ME, Box.SENT, Box.BACK)
    return {box: folders(actor, Asked(box=box), now, own_turns).count() for box in boxes}


def offers(rows: QuerySet[Folder]) -> dict[str, list[tuple[int, str]]]:
    """The types and the senders there are in a list, to choose among (1 query)."""
    found = list(rows.order_by()[:500])
    types = {row.type_id: str(row.type) for row in found}
    posts = {row.post_id: str(row.post) for row in found}
    return {"type": sorted(types.items(), key=lambda o: o[1]), "post": sorted(posts.items(), key=lambda o: o[1])}


def today_of(actor: Actor, now: datetime) -> date:
    if not actor.seats:
        return now.date()
    return calendars.local_day(now, organisations.country_of(actor.seats[0].administration_id))
