"""What safe access takes from the rules and the authorisations of telework."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

from diwan.telework.rules import api as rules

agreements: Any
try:
    agreements = import_module("diwan.telework.agreements.api")
except ImportError:
    agreements = None

SOON = 15  # days before its end a check is reminded of


def check_days(administration_id: int, on: date) -> int:
    """How many days a check of a personal device holds."""
    asked: Any = getattr(rules, "rules_for", None)
    return asked(administration_id, on).device_check_days if asked else 180


def authorisation(person_id: int, on: date) -> Any:
    """The authorisation to telework in force that day, or None."""
    return agreements.in_force(person_id, on) if agreements else None


def remote_days(person_id: int, first: date, last: date) -> set[date]:
    """The days on which this person teleworks, by their authorisations."""
    return set(agreements.remote_days(person_id, first, last)) if agreements else set()
