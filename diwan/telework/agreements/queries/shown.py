"""What the pages show: lists of a manager, the page of one agreement, its calendar, its papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise
from diwan.telework.acts import api as acts
from diwan.telework.quotas import api as quotas

from ..enums import TONES, State
from ..models import Agreement, Pause
from .force import days_of, remote_days_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

DAY = timedelta(days=1)
WEEKS = 6
WITH = ("person", "unit", "review_unit", "administration", "decided_by", "decided_post", "post")


def managed(actor: Actor, *, q: str = "", state: str = "", unit: int | None = None) -> QuerySet:
    """What this actor decides on, what waits for them first."""
    rows = Agreement.objects.managed_by(actor).select_related(*WITH)
    for word in normalise(q).split():
        rows = rows.filter(person__search_text__contains=word)
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(Q(unit=unit) | Q(review_unit=unit))
    return rows.order_by("-asked_at", "-pk")


def named_units(rows: Iterable[Agreement], now: datetime) -> dict[int, str]:
    """What the units of these rows are called (1 query)."""
    keys = {key for row in rows for key in (row.unit_id, row.review_unit_id) if key}
    return {key: names.here for key, names in organisations.units_named(keys, now).items()}


def dressed(rows: Sequence[Agreement], now: datetime) -> Sequence[Agreement]:
    """Each with its unit's name, its tone and its days in words, for a list."""
    units = named_units(rows, now)
    for row in rows:
        row.unit_name, row.tone = units.get(row.unit_id, ""), TONES[State(row.state)]  # type: ignore[attr-defined]
        row.days_words = row.terms_now.words()  # type: ignore[attr-defined]
    return rows


# --- the guard and the simulator ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """A request in a simulation: whether it fits, and the first day it would break."""

    row: Agreement
    fits: bool
    day: date | None = None
    scope: str = ""
    percent: int | None = None


@dataclass(frozen=True)
class Simulation:
    """What comes of approving these requests: each by itself, and the fullest days of the units."""

    trials: list[Trial]
    lines: list[Any]
    broken: list[Any]

    @property
    def fitting(self) -> list[Trial]:
        return [one for one in self.trials if one.fits]

    @property
    def first_broken(self) -> Any:
        return self.broken[0] if self.broken else None


def simulation(rows: Sequence[Agreement], now: datetime) -> Simulation:
    """Nothing is written; the order is that of the requests."""
    rows = sorted(rows, key=lambda row: (row.asked_at is None, row.asked_at, row.pk))
    today = now.date()
    wanted = days_wanted(rows, today)
    asked = [quotas.Asked(row.person_id, row.unit_id, tuple(sorted(wanted[row]))) for row in rows]
    forecast = quotas.simulate(asked=asked, now=now)
    trials = []
    for row, answer in zip(rows, forecast.answers, strict=False):
        found = answer.found
        name = forecast.names.get(found.limit.scope_id, "") if found else ""
        trials.append(Trial(row, answer.fits, found.day if found else None, name, found.percent if found else None))
    worst: dict[Any, Any] = {}
    for line in forecast.lines:
        key = (line.scope.pk, line.day.isoweekday())
        if line.asked and (key not in worst or line.percent < worst[key].percent):
            worst[key] = line
    lines = sorted(worst.values(), key=lambda line: (line.percent, line.day))[:15]
    return Simulation(trials, lines, sorted(forecast.broken, key=lambda line: line.day))


def days_wanted(rows: Sequence[Agreement], today: date) -> dict[Agreement, set[date]]:
    """The whole days away that each request asks for."""
    if not rows:
        return {}
    last = max(row.ends_on for row in rows)
    found = days_of(rows, today, last, planned=True)
    return {row: found[row] if row.terms_now.whole_days else set() for row in rows}


# --- one agreement --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A day of the calendar: "remote", "site", "off" or "out" of the agreement."""

    day: date
    kind: str
    why: str = ""
    today: bool = False


def six_weeks(row: Agreement, today: date) -> list[list[Cell]]:
    """From this week on, as the country counts weeks (6 queries)."""
    book = calendars.calendar(row.administration.country)
    first = today - ((today.isoweekday() - book.profile.week_starts_on) % 7) * DAY
    days = [first + n * DAY for n in range(WEEKS * 7)]
    planned = days_of([row], days[0], days[-1], planned=row.force_from is None)[row]
    if row.force_from is not None:
        away = remote_days_among([row.person_id], days[0], days[-1])[row.person_id]
    else:
        away = planned
    pauses = list(Pause.objects.filter(agreement=row))
    cells = []
    for day in days:
        off = book.why_not_working(day)
        if off is not None:
            cell = Cell(day, "off", off.here if hasattr(off, "here") else str(off), day == today)
        elif day in away:
            cell = Cell(day, "remote", "", day == today)
        else:
            paused = any(one.first <= day and (one.last is None or day <= one.last) for one in pauses)
            covered = row.starts_on <= day <= row.ends_on and not (row.stop_on and day >= row.stop_on)
            cell = Cell(day, "paused" if paused and covered else "site", "", day == today)
        cells.append(cell)
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def papers(actor: Actor, row: Agreement) -> list[acts.Act]:
    """The acts about it that this actor reads, newest first."""
    return list(acts.Act.objects.visible_to(actor).filter(subject=row.subject).order_by("-pk"))


def in_force_rows(actor: Actor, on: date) -> QuerySet:
    """What is in force in the units this actor manages or evaluates."""
    rows = Agreement.objects.visible_to(actor).on(on).select_related(*WITH)
    return rows.order_by("unit__path", "person__name_ar")
