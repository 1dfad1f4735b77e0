"""The demonstration of `continuity`: a plan with its vital services before its signer, somebody exempted, and a crisis
exercise whose act waits for a signature. Nothing is signed here: the jobs typeset both acts afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.telework.continuity import api as continuity

from ... import queries
from ..acting import as_

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

HOUSE = "MEN"
CHIEF = "r.benjelloun@men.example"  # the secretary general


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    said = queries.data("telework_continuity")
    written = now - timedelta(days=said["written_days_ago"])
    chief = as_(persons[CHIEF], now)
    plan = continuity.begin_plan(actor=chief, administration_id=places.administrations[HOUSE].pk, now=written)
    continuity.describe_plan(actor=chief, plan_id=plan.pk, note=said["note"], now=written)
    for row in said["services"]:
        unit = places.units[HOUSE, row["unit"]].pk
        more = {name: value for name, value in row.items() if name != "unit"}
        continuity.put_service(actor=chief, plan_id=plan.pk, said=continuity.Service(unit_id=unit, **more), now=written)
    exempted = said["exemption"]
    continuity.exempt(
        actor=chief, person_id=persons[f"{exempted['who']}@men.example"], proof=exempted["proof"], now=written
    )
    exercise = said["crisis"]
    asked_at = now - timedelta(days=exercise["asked_days_ago"])
    first = calendars.local_day(now, "MA") + timedelta(days=exercise["starts_in_days"])
    asked = continuity.Asked(
        unit_id=places.units[HOUSE, exercise["unit"]].pk,
        rule=exercise["rule"],
        starts_on=first,
        ends_on=first + timedelta(days=exercise["lasts_days"] - 1),
        reason=exercise["reason"],
    )
    crisis = continuity.ask(actor=chief, asked=asked, now=asked_at)
    continuity.plan(crisis_id=crisis.pk, now=asked_at)
    continuity.submit(actor=chief, crisis_id=crisis.pk, now=now - timedelta(days=1))
    continuity.submit_plan(actor=chief, plan_id=plan.pk, now=now - timedelta(days=1))
