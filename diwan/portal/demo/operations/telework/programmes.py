"""The demonstration of `programmes`: a ministry on its way, with a late step and a study that does not suffice yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.telework.programmes import api as programmes

from ... import queries

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

HOUSE = "MEN"


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    said = queries.data("telework_programmes")
    person = {email: persons[f"{email}@men.example"] for email in said["people"]}
    begun = now - timedelta(days=said["begun_days_ago"])
    programme = programmes.begin(
        actor=organisations.SYSTEM,
        administration_id=places.administrations[HOUSE].pk,
        title=said["title"],
        now=begun,
    )
    who: dict[str, Any] = {"actor": organisations.SYSTEM, "programme_id": programme.pk, "now": begun}
    programmes.write(objectives=said["objectives"], **who)
    programmes.write(populations=said["populations"], **who)
    for row in said["members"]:
        programmes.name_member(person_id=person[row["who"]], role=row["role"], letter=row.get("letter", ""), **who)
    for row in said["exclusions"]:
        programmes.exclude(unit_id=places.units[HOUSE, row["unit"]].pk, reason=row["reason"], **who)
    programmes.score_tasks(
        rows=[
            (row["title"], places.units[HOUSE, row["unit"]].pk if "unit" in row else None, row["marks"])
            for row in said["tasks"]
        ],
        **who,
    )
    for email in said["proposed"]:
        programmes.propose(person_id=person[email], **who)
    programmes.study(figures=said["figures"], **who)
    today = calendars.local_day(now, "MA")
    for row in said["steps"]:
        due = today + timedelta(days=row["due"])
        programmes.plan(code=row["code"], owner_id=person[row["owner"]], due_on=due, **who)
        if "done" in row:
            at = now - timedelta(days=row["done"])
            programmes.finish(code=row["code"], note=row.get("note", ""), **{**who, "now": at})
