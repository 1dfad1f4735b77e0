"""The archives of the ministry: its retention schedule, and files of other years whose time is over."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from diwan.core.organisations import api as organisations
from diwan.correspondence.archives import api as archives
from diwan.correspondence.letters import api as letters

from .. import queries
from .acting import as_

if TYPE_CHECKING:
    from datetime import date

    from .bodies import Places

BODY, ARCHIVIST, PLANNER = "MEN", "a.elidrissi@men.example", "r.kabbaj@men.example"


def furnish(places: Places, *, now: datetime) -> int:
    """Set the rules, open and close the old files, hold one, propose a list of the rest; how many files."""
    data, keeper, planner = queries.data("archives"), actor(ARCHIVIST, now), actor(PLANNER, now)
    tenant = places.administrations[BODY]
    classes = {row.code: row.pk for row in letters.PlanClass.objects.filter(administration=tenant)}
    for row in data["rules"]:
        archives.set_rule(
            actor=keeper,
            plan_class_id=classes[row["c"]],
            active_years=row["active"],
            intermediate_years=row["intermediate"],
            fate=row["fate"],
            source=data["source"],
            now=now,
        )
    for row in data["dossiers"]:
        made = letters.open_dossier(
            actor=planner,
            unit_id=places.units[BODY, row["u"]].pk,
            plan_class_id=classes[row["c"]],
            title=row["title"],
            now=noon(row["opened"]),
        )
        letters.close_dossier(actor=planner, dossier_id=made.pk, now=noon(row["closed"]))
        if "held" in row:
            archives.hold(actor=keeper, dossier_id=made.pk, reason=row["held"], now=now)
    old = letters.Dossier.objects.filter(administration=tenant, title__startswith="اقتناء أثاث").values_list(
        "pk", flat=True
    )
    archives.propose(actor=keeper, administration_id=tenant.pk, only={f"dossier:{key}" for key in old}, now=now)
    return len(data["dossiers"])


def actor(email: str, now: datetime) -> organisations.Actor:
    return as_(get_user_model()._default_manager.get(email=email).pk, now)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
