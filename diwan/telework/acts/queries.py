"""Large reading: the list of acts, its filters, the story of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing
from diwan.kit import navigation

from . import kinds, ways
from .enums import OPEN, Role, State
from .models import Act, posts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

SEARCHED = ("title__icontains", "reference__icontains", "person__name_ar__icontains", "person__name_latin__icontains")


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to; `mine`: what awaits this actor's signature, or concerns them ("sign", "me")."""

    q: str = ""
    kind: str = ""
    state: str = ""
    year: int = 0
    unit: int = 0
    mine: str = ""


def found(actor: Actor, asked: Asked) -> QuerySet[Act]:
    """The acts this actor reads that answer, the newest first."""
    rows: Any = Act.objects.visible_to(actor).select_related("unit", "person", "administration")
    if asked.q:
        rows = rows.filter(any_of(asked.q))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.year:
        rows = rows.filter(prepared_at__year=asked.year)
    if asked.unit:
        rows = rows.filter(unit=asked.unit)
    if asked.mine == "sign":
        rows = rows.filter(pk__in=awaiting(actor))
    elif asked.mine == "me":
        rows = rows.filter(person=actor.person_id)
    return rows


def any_of(text: str) -> Q:
    words = Q()
    for lookup in SEARCHED:
        words |= Q(**{lookup: text})
    return words | Q(code=text.upper())


def awaiting(actor: Actor) -> Any:
    """Those whose open turn is before one of this actor's posts."""
    turns = circuits.Turn.objects.filter(state=circuits.TurnState.OPEN, post__in=posts_of(actor))
    return Act.objects.filter(state=State.SIGNING, folder__run__in=turns.values("run")).values("pk")


def choices(actor: Actor) -> dict[str, Any]:
    """The kinds, years and units there are among what this actor reads (3 queries)."""
    rows = Act.objects.visible_to(actor).order_by()
    units: Any = rows.values_list("unit", flat=True).distinct()[:200]
    years = rows.annotate(year=ExtractYear("prepared_at")).values_list("year", flat=True).distinct()
    return {
        "kinds": sorted(
            ((code, kinds.label_of(code)) for code in set(rows.values_list("kind", flat=True).distinct())),
            key=lambda one: one[1],
        ),
        "years": sorted(set(years), reverse=True),
        "unit_ids": list(units),
    }


@dataclass(frozen=True)
class Line:
    """A signer as the page shows them. `state`: "done", "now", "wait", "not"."""

    position: int
    title: str
    name: str
    role: str
    state: str
    at: datetime | None = None
    by: str = ""


def signers(act: Act, now: datetime) -> list[Line]:
    """Those who sign, in order, with what each did (some 6 queries)."""
    rows = list(act.signers.select_related("person"))
    cards = organisations.post_cards([row.post_id for row in rows], now)
    run = act.folder.run if act.folder else None
    turns = {one.step: one for one in run.turns.filter(round=run.round).select_related("person")} if run else {}
    found = []
    for row in rows:
        turn, card = turns.get(ways.step_key(row.position)), cards[row.post_id]
        held = next(iter(card.holders or card.interims), (0, "", ""))
        found.append(
            Line(
                position=row.position,
                title=card.title.here,
                name=str(row.person) if row.person else held[1],
                role=str(Role(row.role).label),
                state=state_of(act, turn),
                at=turn.decided_at if turn else None,
                by=str(turn.person) if turn and turn.person else "",
            )
        )
    return found


def state_of(act: Act, turn: circuits.Turn | None) -> str:
    if turn is not None and turn.state == circuits.TurnState.AGREED:
        return "done"
    if act.state not in OPEN:
        return "not"
    return "now" if turn is not None and turn.state == circuits.TurnState.OPEN else "wait"


@dataclass(frozen=True)
class Mine:
    """What is asked of whoever looks: to sign or visa, and what they lack to do it."""

    turn: circuits.Turn
    signs: bool
    has_key: bool


def mine(actor: Actor, act: Act, now: datetime) -> Mine | None:
    """The open turn of this act, when it is this actor's to decide."""
    run = act.folder.run if act.folder else None
    if run is None or act.state != State.SIGNING or actor.person_id is None:
        return None
    turns = list(
        run.turns.filter(state=circuits.TurnState.OPEN).select_related("run__version", "run__unit", "run__type")
    )
    titles = circuits.titles_for(actor, turns, now)
    for turn in turns:
        if turn.pk in titles:
            signs = turn.kind == circuits.Kind.SIGNATURE
            return Mine(turn, signs, not signs or any(one.usable for one in signing.keys_of(actor.person_id, now)))
    return None


@dataclass(frozen=True)
class Said:
    """A line of the story of an act."""

    what: Any
    at: datetime
    who: str = ""
    text: str = ""


VERBS = {
    "agreed": _("Agreed to"),
    "refused": _("Refused"),
    "recalled": _("Called back"),
    "abandoned": _("Taken out of the parapheur"),
    "handed_on": _("Handed on"),
    "asked": _("Opinion asked"),
    "reminded": _("Reminded"),
}


def story(act: Act) -> list[Said]:
    """What happened to it, oldest first (2 queries)."""
    lines = [Said(_("Prepared"), act.prepared_at, str(act.prepared_by) if act.prepared_by else "")]
    run = act.folder.run if act.folder else None
    if run is not None:
        lines.append(Said(_("Sent to its signers"), run.begun_at))
        for one in circuits.Act.objects.filter(run=run).select_related("turn", "person"):
            if one.verb in VERBS:
                what = one.turn.get_kind_display() if one.verb == "agreed" and one.turn else VERBS[one.verb]
                lines.append(Said(what, one.at, str(one.person) if one.person else "", one.text))
    if act.state == State.SIGNED and act.ended_at:
        lines.append(Said(_("Numbered and sealed"), act.ended_at, "", act.reference))
    elif act.ended_at:
        lines.append(Said(State(act.state).label, act.ended_at, "", act.reason))
    return lines


def search(actor: Any, text: str, limit: int) -> Iterable[navigation.Found]:
    """For the palette: acts by their title, number or person."""
    for row in found(actor, Asked(q=text))[:limit]:
        yield navigation.Found(
            label=row.title, detail=f"{row.reference or row.get_state_display()} · {row.kind_label}", url=row.url()
        )


def register_lines(keys: Iterable[int], language: str, actor: Actor | None) -> dict[int, Any]:
    """How acts read in a register; what this actor does not read says only its kind."""
    from django.utils import translation

    from diwan.engines.registers import api as registers

    rows: Any = Act.objects.filter(pk__in=list(keys)).select_related("person", "unit")
    read = (
        None
        if actor is None
        else set(Act.objects.visible_to(actor).filter(pk__in=list(keys)).values_list("pk", flat=True))
    )
    lines = {}
    with translation.override(language):
        for row in rows:
            open_to = read is None or row.pk in read
            lines[row.pk] = registers.Line(
                sender="",
                subject=row.title if open_to else row.kind_label,
                pieces=1,
                remark=str(kinds.kind_of(row.kind).series) if open_to and row.kind in kinds.codes() else "",
                url=row.url() if open_to and actor is not None else "",
            )
    return lines


def register_find(text: str, actor: Actor) -> QuerySet:
    return Act.objects.visible_to(actor).filter(title__icontains=text).values("pk")
