"""Reading incidents: the list with its filters, the page, the authority and its clock."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q

from diwan.core.organisations import api as organisations
from diwan.kit import keyset
from diwan.telework.rules import api as rules

from .enums import Kind, State
from .models import Incident, Sending

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from diwan.core.organisations.api import Actor

PAGE_SIZE = 30


@dataclass(frozen=True)
class Authority:
    """To whom incidents of a country are reported, and by which text. The hours are in the rules of telework."""

    code: str
    names: organisations.Names
    law: organisations.Names
    confirmed: bool


@cache
def _authorities() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "data" / "authorities.toml").read_text(encoding="utf-8"))


def authority_of(country: str) -> Authority:
    """The authority of a country, or a general one."""
    known = _authorities()
    row = known.get(country, known["other"])
    return Authority(
        code=row["code"],
        names=organisations.Names(row["ar"], row["fr"], row["en"]),
        law=organisations.Names(row["law_ar"], row["law_fr"], row["law_en"]),
        confirmed=row["confirmed"],
    )


def due_at(administration_id: int, discovered_at: datetime) -> datetime:
    """The end of the legal clock, by the rules of the administration."""
    held = rules.rules_for(administration_id, discovered_at.date())
    return rules.legal.incident_by(held, discovered_at)


@dataclass(frozen=True)
class Asked:
    """The filters of the list, as the address has them."""

    text: str = ""
    kind: str = ""
    state: str = ""
    late: bool = False
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: QueryDict | dict[str, str]) -> Asked:
        kind, state = query.get("kind", ""), query.get("state", "")
        return cls(
            text=(query.get("q") or "").strip()[:100],
            kind=kind if kind in Kind.values else "",
            state=state if state in State.values else "",
            late=query.get("late") == "1",
            before=query.get("before") or "",
            after=query.get("after") or "",
        )


def incidents(actor: Actor, asked: Asked, now: datetime) -> Any:
    """What this actor may see under these filters, newest discovery first; each row says whether it was `sent`."""
    rows = Incident.objects.visible_to(actor).select_related("about_person", "declared_by", "administration")
    rows = rows.annotate(sent=Exists(Sending.objects.filter(incident=OuterRef("pk"))))
    if asked.text:
        rows = rows.filter(
            Q(title__icontains=asked.text) | Q(reference__icontains=asked.text) | Q(what__icontains=asked.text)
        )
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.late:
        rows = rows.filter(sent=False, due_at__lt=now)
    return rows


def page_of(actor: Actor, asked: Asked, now: datetime) -> tuple[list[Incident], str, str]:
    """A page of the list, and the places before and after it."""
    rows = incidents(actor, asked, now)
    return keyset.read(rows, F("discovered_at"), downwards=True, size=PAGE_SIZE, before=asked.before, after=asked.after)
