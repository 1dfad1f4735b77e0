"""Who receives the public's letters today."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from diwan.core.organisations import api as organisations
from diwan.kit import navigation

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Receiver:
    """An administration open to the public, its registry offices, and where a deposit to it starts."""

    administration: str
    offices: str
    url: str


def receivers(now: datetime) -> list[Receiver]:
    """Each administration that takes deposits, under the name it bears today (1 query)."""
    form = navigation.address("deposits:new")
    if not form:
        return []
    found = []
    for _administration, group in groupby(organisations.office_cards(now), key=lambda card: card.administration_id):
        cards = list(group)
        many = ngettext("%(count)s registry office", "%(count)s registry offices", len(cards)) % {"count": len(cards)}
        offices = cards[0].names.here if len(cards) == 1 else many
        found.append(Receiver(cards[0].administration_names.here, offices, f"{form}?office={cards[0].id}"))
    return found
