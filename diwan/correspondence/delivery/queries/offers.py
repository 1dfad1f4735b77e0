"""Who can be sent a letter, by which channels, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.correspondence.letters import api as letters

from ..enums import LIVE
from ..models import Sending
from ..registry import Channel, Offer, channels

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter


@dataclass(frozen=True)
class Reach:
    """One addressee: the channels that can carry the letter, the best first, and why the others cannot."""

    party: Any
    ways: list[tuple[Channel, Offer]]
    closed: list[tuple[Channel, Offer]]
    live: Sending | None = None

    @property
    def proposed(self) -> tuple[Channel, Offer] | None:
        return self.ways[0] if self.ways else None


def reaches(letter: Letter, now: datetime) -> list[Reach]:
    """Every addressee of a letter, those for information last."""
    live = {row.party_id: row for row in Sending.objects.filter(letter=letter, state__in=LIVE)}
    parties = letter.parties.exclude(role=letters.PartyRole.SENDER).select_related("unit__administration")
    found = []
    for party in parties.order_by("role", "position"):
        asked = [(way, way.offered(party, letter, now)) for way in channels()]
        ways = [(way, offer) for way, offer in asked if offer.can]
        found.append(Reach(party, ways, [(w, o) for w, o in asked if not o.can], live.get(party.pk)))
    return found


def proposed(letter: Letter, now: datetime) -> list[tuple[int, str]]:
    """Each addressee not reached yet with the channel proposed for it; those nobody can reach are left out."""
    return [
        (reach.party.pk, reach.proposed[0].code)
        for reach in reaches(letter, now)
        if reach.live is None and reach.proposed is not None
    ]
