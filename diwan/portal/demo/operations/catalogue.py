"""What each administration of the demo offers, beside the common procedures of its country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures

from .. import queries

if TYPE_CHECKING:
    from datetime import datetime

    from .bodies import Places


def offer(places: Places, *, now: datetime) -> dict[tuple[str, str], int]:
    """Load the common procedures and make the others; the version of each by administration and code."""
    procedures.load_all(now=now)
    made = {}
    for body, rows in queries.data("procedures")["procedures"].items():
        administration = places.administrations[body]
        for row in rows:
            version = procedures.offer(
                actor=organisations.SYSTEM,
                administration_id=administration.pk,
                code=row["code"],
                terms=_terms(row, places.units[body, row["unit"]].pk if "unit" in row else None),
                starts_on=calendars.local_day(now, administration.country),
                now=now,
            )
            made[body, row["code"]] = version.pk
    return made


def find(made: dict[tuple[str, str], int], office_id: int, code: str, at: datetime) -> int:
    """The version that a letter of the data names: its administration's own, else the country's common one."""
    office = organisations.open_office(office_id, at)
    assert office is not None
    own = made.get((office.administration_code, code))
    return own or next(card.version_id for card in procedures.offered_at(office, at) if card.code == code)


def _terms(row: dict[str, Any], unit_id: int | None) -> procedures.Terms:
    return procedures.Terms(
        names=queries.names(row),
        unit_id=unit_id,
        legal_key=row.get("rule", ""),
        days=row["days"],
        silence=row.get("silence", procedures.Silence.NOTHING),
        pieces=tuple(procedures.PieceTerms(names=organisations.Names(*names.split("|"))) for names in row["pieces"]),
    )
