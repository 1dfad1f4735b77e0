"""The bodies of this instance, under the name others address them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from diwan.core.organisations import api as organisations

from ..protocol import BodyLine

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import BodyCard

INSTANCE = "Diwan"  # whose seal speaks for the instance itself: no administration can be called so
STEPS = 20  # successors followed


def realm() -> str:
    return settings.DIWAN_EXCHANGE_NAME.lower()


def address(code: str) -> str:
    """`MEN/BO` here, as it is called outside."""
    return f"{realm()}/{code}"


def lines(at: datetime) -> tuple[BodyLine, ...]:
    """Every body of ours, those that ended too, so that letters for them find their successor."""
    return tuple(_line(card) for card in organisations.body_cards(at))


def _line(card: BodyCard) -> BodyLine:
    names = {"ar": card.names.ar, "fr": card.names.fr, "en": card.names.en, "zgh": card.names.zgh}
    return BodyLine(
        code=address(card.code),
        names={language: name for language, name in names.items() if name},
        since=card.since,
        country=card.country,
        until=card.until,
        successor=address(card.successor) if card.successor else "",
    )


def received_by(code: str, at: datetime) -> BodyCard | None:
    """Who of us receives a letter for that body on that day: itself, else whoever took over from it.

    None when nobody does; KeyError when no such body was ever here. 2 queries a step, however many bodies there are.
    """
    card = organisations.body_at(code.partition("/")[2], at)
    if card is None:
        raise KeyError(code)
    for _step in range(STEPS):
        if card.stands_on(at.date()) and card.office_id:
            return card
        card = organisations.body_at(card.successor, at) if card.successor else None
        if card is None:
            return None
    return None


def administration_of(code: str) -> str:
    """The administration whose seal speaks for a body: `MEN` of `courrier.example/MEN/BO`."""
    return code.split("/")[1]


def realm_of(code: str) -> str:
    return code.split("/")[0]
