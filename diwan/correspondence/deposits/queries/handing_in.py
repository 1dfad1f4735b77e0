"""Reading for who deposits: the administrations one may write to, drafts, and one's own letters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise

from ..models import Deposit, Draft

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names, OfficeCard

PAGE_SIZE = 20


@dataclass(frozen=True)
class Body:
    """An administration, and its offices that take what the public deposits."""

    names: Names
    country: str
    offices: tuple[OfficeCard, ...]


def bodies(*, at: datetime, text: str = "") -> list[Body]:
    """The administrations whose name, or an office of theirs, holds every word, in whatever language (1 query)."""
    words = normalise(text).split()
    found = []
    for _id, group in groupby(organisations.office_cards(at), key=lambda office: office.administration_id):
        offices = tuple(group)
        first = offices[0]
        if all(any(word in searched(office) for office in offices) for word in words):
            found.append(Body(first.administration_names, first.country, offices))
    return sorted(found, key=lambda body: (body.country, normalise(body.names.here)))


def searched(office: OfficeCard) -> str:
    """The names of an office and of those above it, in the form in which they are compared."""
    names = (office.administration_names, office.unit_names, office.names)
    every = [text for name in names for text in (name.ar, name.fr, name.en, name.zgh)]
    return normalise(" ".join([office.code, office.administration_code, *every]))


def draft_held(token: str, actor: Actor, at: datetime) -> Draft | None:
    """The draft that this browser holds."""
    return Draft.objects.held(token, actor, at).first() if token else None


def draft_resumed(draft_id: int, actor: Actor, at: datetime) -> Draft | None:
    """The draft of a link that was mailed, or of one's own list."""
    token = Draft.objects.filter(pk=draft_id).values_list("token", flat=True).first()
    return draft_held(token or "", actor, at)


def drafts_of(actor: Actor, at: datetime) -> list[Draft]:
    """The letters this person began and has not sent, the last touched first."""
    return list(Draft.objects.visible_to(actor).filter(expires_at__gt=at).order_by("-saved_at"))


@dataclass(frozen=True)
class Mine:
    """One page of a depositor's own letters, and how many stand in each state."""

    page: Page
    counts: dict[str, int]
    state: str
    q: str


def mine(*, actor: Actor, state: str, q: str, page: int) -> Mine:
    """What this person, or the units they send for, deposited; the newest first (3 queries)."""
    rows = Deposit.objects.sent_by(actor)
    for word in normalise(q).split():
        rows = rows.filter(search_text__contains=word)
    counts = dict(rows.values_list("state").annotate(Count("pk")).order_by())
    counts[""] = sum(counts.values())
    shown = rows.filter(Q(state=state) if state else Q()).select_related("office__administration", "depositor")
    shown = shown.defer("body", "content", "search_text").order_by("-registered_at", "-pk")
    return Mine(Paginator(shown, PAGE_SIZE).get_page(page), counts, state, q)
