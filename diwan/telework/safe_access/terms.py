"""What safe access takes from the rules and the authorisations of telework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from datetime import date

SOON = 15  # days before its end a check is reminded of


def check_holds_until(administration_id: int, on: date) -> date:
    """The last day on which a check made that day still holds, by the rules of the administration."""
    return rules.legal.device_valid_until(rules.rules_for(administration_id, on), on)


def authorisation(person_id: int, on: date) -> agreements.InForce | None:
    """The authorisation to telework in force that day, or None."""
    return agreements.in_force(person_id, on)


def remote_days(person_id: int, first: date, last: date) -> set[date]:
    """The days on which this person teleworks, by their authorisations."""
    return set(agreements.remote_days(person_id, first, last))
