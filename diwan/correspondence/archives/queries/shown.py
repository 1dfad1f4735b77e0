"""What the screens of the archives list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from ..models import RetentionRule
from .due import rules_by_class

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Names


@dataclass(frozen=True)
class Tenant:
    """An administration whose archives somebody keeps or approves."""

    id: int
    names: Names
    country: str
    today: date


def tenants(actor: Actor, now: datetime) -> list[Tenant]:
    """The administrations whose archives this actor keeps or approves."""
    reached = organisations.reached(actor, ("archives.keep", "archives.approve"))
    keys = set().union(*(one.administrations for one in reached.values()))
    rows = organisations.administrations(at=now.date()).filter(unit__administration__in=keys)
    return [
        Tenant(
            row.unit.administration_id,
            row.names,
            row.unit.administration.country,
            calendars.local_day(now, row.unit.administration.country),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ScheduleLine:
    """A class of the plan, its depth, the rule it follows and whether it is its own."""

    plan_class: letters.PlanClass
    depth: int
    rule: RetentionRule | None
    own: bool


def schedule(administration_id: int) -> list[ScheduleLine]:
    """The whole plan with its rules, in the order of codes (3 queries)."""
    rules = rules_by_class(administration_id)
    classes = list(letters.PlanClass.objects.filter(administration=administration_id).order_by("code"))
    parents = {one.pk: one.parent_id for one in classes}
    return [
        ScheduleLine(one, depth_of(one.pk, parents), rule, rule is not None and rule.plan_class_id == one.pk)
        for one in classes
        for rule in [rules.get(one.pk)]
    ]


def depth_of(key: int | None, parents: dict[int, int | None]) -> int:
    depth = 0
    while (key := parents.get(key) if key is not None else None) is not None:
        depth += 1
    return depth


def closed_dossiers(administration_id: int) -> list[letters.Dossier]:
    """The closed files that may be handed over, newest first."""
    rows = letters.Dossier.objects.filter(administration=administration_id, closed_on__isnull=False)
    return list(rows.select_related("plan_class").order_by("-closed_on", "-pk")[:100])
