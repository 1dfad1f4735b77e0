"""A country's rules of telework, read from `profiles/<country>.toml`: dated data with their sources, never code.

What a country's texts leave open is taken from `common.toml`, whose figures say of themselves that they are usual
practice and no law.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diwan.core.calendars.api import Names

from .enums import Direction, Room, Scope, Window
from .terms import TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FOLDER = Path(__file__).parent / "profiles"
COMMON = "common"
TO_BE_CONFIRMED = "to be confirmed"


class UnknownProfile(LookupError):
    """No file carries this code."""


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A rule, from when to when it holds (last day included), and where it is written."""

    since: date
    until: date | None = None
    source: Names
    article: str = ""
    confirmed: bool = True  # False: adoption, or the exact wording, was not verified in the official text

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Rule(Dated):
    """One value of one rule. `common`: usual practice, set by no text. `adjusted`: the row of the administration."""

    key: str
    value: Any  # as in JSON
    room: str = Room.FREE
    common: bool = False
    adjusted: int | None = None

    def words(self) -> str:
        return TERMS[self.key].said(self.value)

    @property
    def term(self) -> Any:
        return TERMS[self.key]


@dataclass(frozen=True, kw_only=True)
class Quota(Dated):
    """How many people, in percent of those counted, must (min) or may (max) be on site.

    scope says who is counted together, and value which one (a code of unit, grade or counter; "" is each of them).
    weekdays: ISO numbers; empty, every working day. window: each day by itself, or the average of its week or month.
    least_people: smaller groups are not counted (one person alone could otherwise never be away).
    """

    code: str
    direction: str
    percent: int
    scope: str = Scope.ADMINISTRATION
    value: str = ""
    weekdays: tuple[int, ...] = ()
    window: str = Window.DAY
    least_people: int = 1
    room: str = Room.FREE
    adjusted: int | None = None

    def __post_init__(self) -> None:
        good = self.direction in Direction and self.scope in Scope and self.window in Window
        if not good or not 0 <= self.percent <= 100 or not set(self.weekdays) <= set(range(1, 8)):
            raise ValueError(f"no quota: {self.code}")

    def applies_on(self, day: date) -> bool:
        """Whether this day is counted at all: within its dates, on its days of the week."""
        return self.holds_on(day) and (not self.weekdays or day.isoweekday() in self.weekdays)

    def needed(self, population: int) -> int:
        """The fewest (min) or the most (max) people on site out of so many."""
        if population < self.least_people:
            return 0 if self.direction == Direction.MIN else population
        whole, part = divmod(population * self.percent, 100)
        return whole + (1 if part and self.direction == Direction.MIN else 0)

    def kept(self, on_site: int, population: int) -> bool:
        """Whether so many on site out of so many people keep this quota. Sums over a week or a month go as well."""
        if population < self.least_people:
            return True
        if self.direction == Direction.MIN:
            return on_site * 100 >= population * self.percent
        return on_site * 100 <= population * self.percent

    def words(self) -> str:
        from .quota_wording import said

        return said(self)


@dataclass(frozen=True, kw_only=True)
class Population:
    """Some people a crisis rule sets apart. kind: "exempt" (never called on site) or "vital" (stay on site)."""

    code: str
    kind: str
    names: Names


@dataclass(frozen=True, kw_only=True)
class CrisisRule(Dated):
    """How an administration works in a crisis: the quota that replaces the others, and who is set apart."""

    code: str
    names: Names
    quota: Quota
    exempted: tuple[Population, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Statement(Dated):
    """What a text says without a figure: shown, never computed."""

    key: str
    text: Names


@dataclass(frozen=True, kw_only=True)
class Profile:
    """All the rules of a country."""

    country: str
    names: Names
    rules: tuple[Rule, ...]
    quotas: tuple[Quota, ...] = ()
    crisis: tuple[CrisisRule, ...] = ()
    statements: tuple[Statement, ...] = ()
    sources: dict[str, Names] = field(default_factory=dict, hash=False)

    def rule_on(self, key: str, day: date) -> Rule | None:
        """The rule of the country on that day; None when no text of it says anything."""
        return next((rule for rule in self.rules if rule.key == key and rule.holds_on(day)), None)


def profiles() -> tuple[str, ...]:
    """The codes that have a file, in order; the common one is none of them."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != COMMON))


def profile(code: str) -> Profile:
    """The rules of a country (ISO 3166 code). Raises UnknownProfile."""
    return _of(FOLDER, code)


def common() -> Profile:
    return _of(FOLDER, COMMON)


@cache
def _of(folder: Path, code: str) -> Profile:
    """Keyed by the folder too: whoever points to other files is never answered from these."""
    if not (code == COMMON or (code.isalpha() and code.isupper())) or not (folder / f"{code}.toml").is_file():
        raise UnknownProfile(code)
    return read(tomllib.loads((folder / f"{code}.toml").read_text(encoding="utf-8")))


def read(data: dict[str, Any]) -> Profile:
    """A profile from the words of its file. A word nobody knows fails, so that a slip is seen."""
    sources = {key: Names(**words) for key, words in data["sources"].items()}
    is_common = data["country"] == COMMON
    rules = tuple(_rule(block, sources, common=is_common) for block in data.get("rules", ()))
    return Profile(
        country=data["country"],
        names=Names(**data["names"]),
        rules=rules,
        quotas=tuple(Quota(**_plain(block, sources)) for block in data.get("quotas", ())),
        crisis=tuple(_crisis(block, sources) for block in data.get("crisis", ())),
        statements=tuple(Statement(**_plain(block, sources)) for block in data.get("statements", ())),
        sources=sources,
    )


def _rule(block: dict[str, Any], sources: dict[str, Names], *, common: bool) -> Rule:
    rule = Rule(**_plain(block, sources), common=common)
    TERMS[rule.key].read(rule.value)
    return rule


def _crisis(block: dict[str, Any], sources: dict[str, Names]) -> CrisisRule:
    block = dict(block)
    quota, people = block.pop("quota"), block.pop("populations", ())
    said = _plain(block, sources)
    dated = {name: said[name] for name in ("since", "until", "source", "article", "confirmed") if name in said}
    return CrisisRule(
        **said,
        quota=replace(Quota(**_words(quota), code=f"crisis.{said['code']}", **dated)),
        exempted=tuple(Population(**(one | {"names": Names(**one["names"])})) for one in people),
    )


def _plain(block: dict[str, Any], sources: dict[str, Names]) -> dict[str, Any]:
    """The words of the file as the fields of the classes."""
    said = _words(block)
    status = said.pop("status", None)
    if status not in {None, TO_BE_CONFIRMED}:
        raise ValueError(f"unknown status {status!r}")
    for name in ("names", "text"):
        if name in said:
            said[name] = Names(**said[name])
    return {**said, "source": sources[said["source"]], "confirmed": status is None}


def _words(block: dict[str, Any]) -> dict[str, Any]:
    renamed = {"from": "since", "to": "until", "may": "room"}
    return {renamed.get(word, word): _tuple(value) for word, value in block.items()}


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def holding(rows: Iterable[Any], day: date) -> tuple:
    """Those of these dated things that hold on a day."""
    return tuple(row for row in rows if row.holds_on(day))
