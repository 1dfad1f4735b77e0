"""A small administration with seated people, and the quotas it lives by, for tests of the counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from diwan.core.calendars.api import Names
from diwan.telework.quotas import limits
from tests.core import people

MONDAY = date(2027, 2, 1)  # a working week of Morocco without a holiday
WEEK = tuple(MONDAY + timedelta(days=n) for n in range(5))
SOURCE = Names("المرجع", "Guide", "Guide")


@dataclass(frozen=True)
class Quota:
    """As the rules give one."""

    percent: int
    code: str = "q"
    direction: str = "min"
    scope: str = "unit"
    value: str = ""
    weekdays: tuple[int, ...] = ()
    window: str = "day"
    least_people: int = 1
    since: date = date(2020, 1, 1)
    until: date | None = None
    source: Names = SOURCE

    def applies_on(self, day: date) -> bool:
        return (
            self.since <= day
            and (not self.until or day <= self.until)
            and (not self.weekdays or day.isoweekday() in self.weekdays)
        )

    def words(self) -> str:
        return f"{self.direction} {self.percent}"


def live_by(monkeypatch: Any, *quotas: Quota) -> None:
    """These quotas, and no others, bind every administration."""
    monkeypatch.setattr(
        limits, "quotas_between", lambda _administration, _days, _country="": _Same(quotas), raising=True
    )


class _Same(dict):
    def __init__(self, quotas: tuple[Quota, ...]) -> None:
        super().__init__()
        self.quotas = quotas

    def __missing__(self, _day: date) -> tuple[Quota, ...]:
        return self.quotas


def body(sizes: tuple[int, ...] = (10,), code: str = "QTA") -> SimpleNamespace:
    """An administration with one directorate for each size, that many people seated in it."""
    tenant = people.administration(code)
    root = people.root(tenant)
    units, staff = [], []
    for number, size in enumerate(sizes):
        unit = people.unit(root, f"مديرية {number}", code=f"{code}-{number}")
        shared = people.post(unit, "متصرف", shared=True)
        seated = [people.person(f"{code} {number} {n}") for n in range(size)]
        for who in seated:
            people.seat(who, shared)
        units.append(unit)
        staff.append(seated)
    return SimpleNamespace(tenant=tenant, root=root, units=units, staff=staff)
