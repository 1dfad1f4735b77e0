"""A country's rules, read from `profiles/<country>.toml`: dated data with their sources, never code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from .enums import Kind
from .hijri import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, time

FOLDER = Path(__file__).parent / "profiles"
TO_BE_CONFIRMED = "to be confirmed"


class UnknownCountry(LookupError):
    """No profile file carries this code."""


@dataclass(frozen=True)
class Names:
    """One thing in the four languages; Amazigh falls back on Arabic, the other official language."""

    ar: str
    fr: str
    en: str
    zgh: str = ""

    def __str__(self) -> str:
        return self.in_language(get_language() or "ar")

    def in_language(self, language: str) -> str:
        return getattr(self, language.split("-")[0], "") or self.ar


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A rule, from when to when it holds (last day included), and where it is written."""

    since: date
    until: date | None = None
    source: Names
    confirmed: bool = True

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class LegalTime(Dated):
    minutes: int  # ahead of UTC


@dataclass(frozen=True, kw_only=True)
class Weekend(Dated):
    days: frozenset[int]  # ISO: Monday is 1


@dataclass(frozen=True, kw_only=True)
class Hours(Dated):
    """When an administration is at work. `start_by` and `minutes` are there where the start is flexible."""

    season: str  # "ordinary" or "ramadan"
    opens: time
    closes: time
    start_by: time | None = None
    minutes: int | None = None

    def times(self) -> dict[str, time]:
        """The hours that are set, by name."""
        known = {"opens": self.opens, "closes": self.closes, "start_by": self.start_by}
        return {name: at for name, at in known.items() if at}


@dataclass(frozen=True, kw_only=True)
class FixedHoliday(Dated):
    key: str
    names: Names
    month: int
    day: int


@dataclass(frozen=True, kw_only=True)
class HijriHoliday(Dated):
    """`length` days from the given day of the Hijri month."""

    key: str
    names: Names
    month: int
    day: int
    length: int


@dataclass(frozen=True, kw_only=True)
class DueRule(Dated):
    """A last day that is not worked moves to the next working day."""


@dataclass(frozen=True, kw_only=True)
class LegalRule(Dated):
    """How long the administration has, what may stretch it and what its silence means."""

    key: str
    names: Names
    days: int
    unit: str  # "calendar" or "working"
    extensions: int
    extension_days: int
    completions: int  # requests for missing pieces, which stop the clock
    silence: str  # "acceptance", "refusal" or "nothing"
    recourse_days: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an authority announced about one day or one Hijri month; from the file or from the table, the same thing."""

    kind: Kind
    day: date
    names: Names
    source: Names
    confirmed: bool = True
    hijri: tuple[int, int] | None = None  # (year, month) that begins on `day`


@dataclass(frozen=True, kw_only=True)
class Profile:
    """All the rules of a country."""

    country: str
    names: Names
    state: Names  # as the state calls itself at the head of its papers
    zone: str
    week_starts_on: int
    hijri_offset: int
    months: dict[str, tuple[str, ...]]
    digits: dict[str, str]
    both: dict[str, str]
    clock: tuple[LegalTime, ...]
    weekends: tuple[Weekend, ...]
    hours: tuple[Hours, ...]
    fixed: tuple[FixedHoliday, ...]
    hijri: tuple[HijriHoliday, ...]
    decisions: tuple[Decision, ...]
    due: tuple[DueRule, ...]
    legal: tuple[LegalRule, ...]

    def weekend_on(self, day: date) -> Weekend | None:
        return next((rule for rule in self.weekends if rule.holds_on(day)), None)

    def legal_rule(self, key: str, day: date) -> LegalRule:
        """Raises LookupError when the country has no such clock on that day."""
        for rule in self.legal:
            if rule.key == key and rule.holds_on(day):
                return rule
        raise LookupError(f"{self.country} has no legal clock {key!r} on {day}")


def countries() -> tuple[str, ...]:
    """The codes that have a profile, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def profile(country: str) -> Profile:
    """The rules of a country (ISO 3166 code). Raises UnknownCountry."""
    if country not in countries():
        raise UnknownCountry(country)
    return _read(tomllib.loads((FOLDER / f"{country}.toml").read_text(encoding="utf-8")))


def _read(data: dict[str, Any]) -> Profile:
    sources = {key: Names(**words) for key, words in data["sources"].items()}

    def blocks(of: type, name: str) -> tuple:
        return tuple(of(**_plain(block, sources)) for block in data.get(name, ()))

    return Profile(
        country=data["country"],
        names=Names(**data["names"]),
        state=Names(**data["state"]),
        zone=data["zone"],
        week_starts_on=data["week_starts_on"],
        hijri_offset=data["hijri_offset"],
        months={language: tuple(names) for language, names in data["months"].items()},
        digits=data["digits"],
        both=data["both"],
        clock=blocks(LegalTime, "clock"),
        weekends=blocks(Weekend, "weekends"),
        hours=blocks(Hours, "hours"),
        fixed=blocks(FixedHoliday, "fixed"),
        hijri=blocks(HijriHoliday, "hijri"),
        decisions=(*_sighted(data, sources), *blocks(Decision, "decided")),
        due=blocks(DueRule, "due"),
        legal=blocks(LegalRule, "legal"),
    )


def _plain(block: dict[str, Any], sources: dict[str, Names]) -> dict[str, Any]:
    """The words of the file as the fields of the classes; a word nobody knows fails, so that a slip is seen."""
    block = {{"from": "since", "to": "until"}.get(word, word): value for word, value in block.items()}
    status = block.pop("status", None)
    if status not in {None, TO_BE_CONFIRMED}:
        raise ValueError(f"unknown status {status!r}")
    read: dict[str, Callable[[Any], Any]] = {
        "names": lambda words: Names(**words),
        "kind": Kind,
        "days": _days,
        "source": sources.__getitem__,
    }
    return {**{word: read.get(word, _same)(value) for word, value in block.items()}, "confirmed": status is None}


def _days(value: int | list[int]) -> int | frozenset[int]:
    """A number of days as it is, days of the week as a set."""
    return frozenset(value) if isinstance(value, list) else value


def _same(value: Any) -> Any:
    return value


def _sighted(data: dict[str, Any], sources: dict[str, Names]) -> Iterable[Decision]:
    for group in data.get("sighted", ()):
        for entry in group["months"]:
            yield Decision(
                kind=Kind.MONTH,
                day=entry["first"],
                hijri=tuple(entry["hijri"]),
                names=month_names(*entry["hijri"]),
                source=sources[group["source"]],
                confirmed="status" not in group,
            )


def month_names(year: int, month: int) -> Names:
    """A Hijri month of a year, in words."""
    return Names(**{language: f"{words[month - 1]} {year}" for language, words in MONTHS.items()})
