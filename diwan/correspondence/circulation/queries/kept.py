"""What the screens of rules and lists offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.correspondence.procedures import api as procedures

from ..models import RoutingRule
from .choosing import FOUND, Choice, unit_choice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def rules_of(administration_id: int, now: datetime) -> list[tuple[RoutingRule, str]]:
    """The rules in their order, each with the name of its unit (2 queries)."""
    rows = list(RoutingRule.objects.filter(administration=administration_id).select_related("plan_class", "procedure"))
    names = organisations.units_named({row.unit_id for row in rows}, now)
    return [(row, names[row.unit_id].here if row.unit_id in names else "") for row in rows]


def offered(administration_id: int, now: datetime) -> dict[str, list[tuple[int, str]]]:
    """The units, procedures and classes that a rule can name."""
    units = organisations.units_of([administration_id], now)
    plan: Any = RoutingRule._meta.get_field("plan_class").related_model  # the plan is of letters, which have no door to it
    classes = plan.objects.filter(administration=administration_id, closed_at=None)
    return {
        "unit": [(unit, names.here) for unit, names in units.items()],
        "plan_class": [(row.pk, f"{row.code} {row.names.here}") for row in classes],
        "procedure": procedures_of(administration_id, now),
    }


def procedures_of(administration_id: int, now: datetime) -> list[tuple[int, str]]:
    """What one may ask for at the offices of this administration (3 queries)."""
    lines = organisations.offices_of(administration_id, now, right=letters.REGISTER)
    office = organisations.office_card(lines[0].id, now) if lines else None
    cards = procedures.offered_at(office, now) if office else []
    return [(card.procedure_id, card.names.here) for card in cards]


def units_found(administration_id: int, text: str, now: datetime, taken: Iterable[str]) -> list[Choice]:
    """Units of the administration by their names (3 queries)."""
    if len(text.strip()) < 2:
        return []
    rows = organisations.directory(now.date()).filter(unit__administration=administration_id).matching(text)
    found = {row.unit_id: row.names.here for row in rows.order_by("unit__path")[:FOUND]}
    heads = {card.unit_id: card for card in organisations.posts_in(found, now).values() if card.is_head}
    choices = [unit_choice(unit, name, heads.get(unit)) for unit, name in found.items()]
    return [choice for choice in choices if choice.key not in set(taken)]
