"""What came on paper: registered at the counter, corrected by the head of the office, with some numbers reserved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.correspondence.deposits import api as deposits
from diwan.engines.registers import api as registers

from .. import queries
from .acting import as_

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .bodies import Places


def register(places: Places, clerks: dict[str, int], people: dict[str, int], *, now: datetime) -> int:
    """Play the morning at the counter; how many letters it was."""
    data = queries.data("paper")
    office = places.offices[data["office"]]
    clerk = as_(clerks[data["office"]], now)
    head = as_(people[head_of(data["office"])], now)
    said = data["reserved"]
    registers.reserve(
        actor=head,
        office_id=office.pk,
        count=said["count"],
        reason=said["why"],
        now=now - timedelta(minutes=said["minutes"]),
    )
    for row in data["letters"]:
        one(row, office.pk, clerk, head, now - timedelta(minutes=row["minutes"]))
    return len(data["letters"])


def one(row: dict[str, Any], office_id: int, clerk: Actor, head: Actor, at: datetime) -> None:
    """A letter enters the register, and is corrected some minutes later if something was wrong."""
    reserved = registers.reserved_at([office_id])[0].pk if row.get("reserved") else None
    done = deposits.register_arrival(
        actor=clerk,
        office_id=office_id,
        applicant=deposits.Applicant(
            name=row.get("wrong", row["name"]),
            kind=deposits.ApplicantKind(row.get("kind", "person")),
            identity_kind=deposits.IdentityKind.CIN if "cin" in row else deposits.IdentityKind.NONE,
            identity_number=row.get("cin", ""),
            phone=row.get("phone", ""),
        ),
        letter=deposits.Letter(subject=row["subject"], language=row.get("language", "ar")),
        arrival=deposits.Arrival(
            deposits.Channel(row["channel"]),
            calendars.local_day(at, "MA") - timedelta(days=row["came"]),
            row.get("kept", ""),
            reserved,
        ),
        now=at,
    )
    corrected: dict[str, Any] = {"actor": head, "deposit_id": done.deposit.pk, "now": at + timedelta(minutes=6)}
    if row["fate"] == "rectified":
        changes = replace(deposits.registered(done.deposit), applicant_name=row["name"])
        deposits.rectify(changes=changes, reason=row["why"], **corrected)
    if row["fate"] == "annulled":
        deposits.annul(reason=row["why"], **corrected)


def head_of(code: str) -> str:
    """The address of the head of the registry office of a body."""
    rows = queries.data("people")["people"][code]
    return next(queries.address(code, row) for row in rows if row["role"] == "registry_head")
