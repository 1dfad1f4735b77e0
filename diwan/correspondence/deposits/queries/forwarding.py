"""Reading for a clerk who forwards: the offices a letter may go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import OfficeCard

    from ..models import Deposit

LANGUAGES = ("ar", "fr", "en", "zgh")


def offices(deposit: Deposit, q: str, *, now: datetime) -> list[OfficeCard]:
    """The open offices of the country, but the letter's own, whose names hold every word in some language (1 query)."""
    asked = normalise(q).split()
    country = deposit.office.administration.country
    return [
        card
        for card in organisations.office_cards(now)
        if card.country == country and card.id != deposit.office_id and all(word in searchable(card) for word in asked)
    ]


def searchable(card: OfficeCard) -> str:
    """Every name of an office, its unit and its administration, as they are searched."""
    names = (card.names, card.unit_names, card.administration_names)
    return normalise(" ".join([card.code, *(name.get(language) for name in names for language in LANGUAGES)]))
