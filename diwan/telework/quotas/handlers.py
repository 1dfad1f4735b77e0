"""People take and leave posts, units move: the counts follow. A second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations

from .operations import counting


@facts.hears(organisations.SeatChanged, lock="quotas")
def follow_a_seat(fact: organisations.SeatChanged) -> None:
    now = timezone.now()
    card = organisations.post_cards([fact.post_id], now).get(fact.post_id)
    if card is not None:
        counting.refresh(unit_id=card.unit_id, now=now)


@facts.hears(organisations.UnitChanged, lock="quotas")
def follow_a_unit(fact: organisations.UnitChanged) -> None:
    """A unit was moved or taken over: those away are counted where it stands now."""
    now = timezone.now()
    counting.resettle(unit_id=fact.unit_id, now=now)
    counting.refresh(unit_id=fact.unit_id, now=now)


@facts.hears(organisations.StructureImported, lock="quotas")
def follow_an_import(fact: organisations.StructureImported) -> None:
    counting.recount(administration_id=fact.administration_id, now=timezone.now())
