"""What the screens of drafting show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters

from . import policies
from .enums import LIVE, SIGN, State
from .models import Draft
from .queries.page import compose, signer_of, undressed
from .text.reading import read
from .text.writing import to_html

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

    from .models import Version

PAGE = 40
SHOWN = (
    *("letter__office__administration", "letter__unit", "letter__administration", "answers", "signatory"),
    *("made_from__template", "formula", "original", "pdf", "sealed", "instruction", "signed_by", "signed_post"),
)


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """The drafts of the posts this actor acts from, of those they head, and those that await their signature."""
    seats = letters.acting_seats(actor)
    posts = [seat.post_id for seat in seats]
    units = [seat.unit_id for seat in seats]
    rows = Draft.objects.visible_to(actor)
    return (
        rows.filter(letter__author__in=posts) | rows.filter(letter__unit__in=units) | rows.filter(signatory__in=posts)
    )


@dataclass(frozen=True)
class Tab:
    code: str
    states: tuple[str, ...]


TABS = (
    Tab("open", LIVE),
    Tab("proposed", (State.PROPOSED, State.CIRCUIT)),
    Tab("sealed", (State.SIGNED, State.SEALED)),
    Tab("abandoned", (State.ABANDONED,)),
)


def one(actor: Actor, draft_id: int) -> Draft | None:
    """The draft, which for those who may not read its letter does not exist."""
    return Draft.objects.visible_to(actor).select_related(*SHOWN).filter(pk=draft_id).first()


def standing(draft: Draft) -> Version:
    return draft.versions.select_related("person").get(number=draft.version)


def preview(draft: Draft, version: Version, now: datetime) -> dict[str, Any]:
    """The page of a draft as it stands: with the post that is to sign it, and whoever holds that post today."""
    return undressed(compose(draft, version, signer_expected(draft, now), now))


def signer_expected(draft: Draft, now: datetime) -> dict[str, Any]:
    post_id = draft.signatory_id or draft.letter.author_id
    card = organisations.post_cards([post_id], now).get(post_id) if post_id else None
    if card is None:
        return signer_of(organisations.Names(""), "", "")
    held = next(iter((*card.holders, *card.interims)), (0, "", ""))
    basis = "interim" if card.interims and not card.holders else ""
    return signer_of(card.title, held[1], held[2], basis)


def opinions(draft: Draft, now: datetime) -> list[dict[str, Any]]:
    """What units were asked about the draft, with the names of the units and what each answered."""
    rows = circulation.Instruction.objects.filter(letter=draft.letter_id, verb=circulation.Verb.OPINION)
    found = list(rows.select_related("answered_by").order_by("given_at", "pk"))
    names = organisations.units_named([row.unit_id for row in found], now)
    return [{"asked": row, "unit": names[row.unit_id].here if row.unit_id in names else ""} for row in found]


def askable(actor: Actor, draft: Draft, now: datetime) -> list[tuple[int, str]]:
    """The units this actor may ask for an opinion: those they may give letters to, and of an ordinary letter all the
    others of the administration if they give letters to their own."""
    named = organisations.units_of([draft.letter.administration_id], now)
    places = organisations.places(named, draft.letter.administration_id, now)
    ordinary = draft.letter.level == letters.Level.ORDINARY
    every = ordinary and circulation.may_consult(actor, draft.letter)
    return [
        (p.pk, named[p.pk].here)
        for p in places
        if p.pk != draft.letter.unit_id and (every or circulation.may_dispatch(actor, p))
    ]


def signatories(draft: Draft, now: datetime) -> list[tuple[int, str]]:
    """The posts that hold the right to sign for the unit that writes."""
    unit = draft.letter.unit
    if unit is None:
        return []
    above = [int(key) for key in unit.path.strip("/").split("/")]
    cards = [card for card in organisations.posts_in(above, now).values() if card.is_head]
    able = set(organisations.people_with(SIGN, unit.pk, now))
    return [
        (card.id, f"{card.title.here} · {card.unit_names.here}")
        for card in cards
        if any(person in able for person, *_names in (*card.holders, *card.interims)) or card.id == draft.signatory_id
    ]


def paragraphs(version: Version) -> list[dict[str, Any]]:
    """The text, a paragraph at a time, with the number a comment names it by."""
    return [{"number": n, "html": to_html([block])} for n, block in enumerate(read(version.body)[0], 1)]


def rights_on(actor: Actor, draft: Draft) -> dict[str, bool]:
    """What this actor may do with the draft now."""
    live = draft.state in LIVE
    write = policies.may_write(actor, draft.letter)
    return {
        "write": live and write,
        "sign": live and policies.may_sign(actor, draft),
        "comment": live and policies.speaking_seat(actor, draft.letter) is not None,
        "take_up": write and draft.state in (State.ABANDONED, State.PROPOSED),
    }
