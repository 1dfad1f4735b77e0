"""What one rule says over time: each stretch of days with its sentence, to read before and after a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations

from . import profile as files
from .models import Adjustment
from .queries import COLUMNS, CRISIS_KEY, PROFILE, QUOTA, rules_of
from .terms import TERMS

if TYPE_CHECKING:
    from .inforce import Rules

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Stretch:
    """From a day to another (both included; None: open) the rule is the same. `thing` is None where nothing holds."""

    since: date | None
    until: date | None
    thing: Any

    def now(self, today: date) -> bool:
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)


def thing_of(rules: Rules, key: str) -> Any:
    """The rule, quota or crisis rule under this key; None when it does not hold."""
    if key.startswith(QUOTA):
        return next((quota for quota in rules.quotas if quota.code == key.removeprefix(QUOTA)), None)
    if key.startswith(CRISIS_KEY):
        return next((rule for rule in rules.crisis if rule.code == key.removeprefix(CRISIS_KEY)), None)
    return rules.rule(key)


def rows_of(administration_id: int) -> Rows:
    """All that stands, whatever its days (1 query)."""
    return tuple(Adjustment.objects.standing().filter(administration_id=administration_id).values_list(*COLUMNS))


def at(country: str, rows: Rows, day: date) -> Rules:
    """The rules on a day, from rows already read."""
    return rules_of(country, day, tuple(row for row in rows if row[3] <= day and (row[4] is None or day < row[4])))


def changes(country: str, rows: Rows) -> list[date]:
    """Every day on which some rule may begin or end, in order."""
    days = {day for row in rows for day in (row[3], row[4]) if day}
    codes = {country, *(row[2] for row in rows if row[1] == PROFILE)}
    for base in (files.profile(code) for code in codes):
        for dated in (*base.rules, *base.quotas, *base.crisis):
            days |= {dated.since} | ({dated.until + timedelta(days=1)} if dated.until else set())
    return sorted(days)


def timeline(administration_id: int, key: str) -> list[Stretch]:
    """The stretches of one rule, oldest first, equal neighbours joined (2 queries)."""
    country, rows = organisations.country_of(administration_id), rows_of(administration_id)
    found: list[Stretch] = []
    for day in changes(country, rows):
        thing = _bare(at(country, rows, day), key)
        if found and found[-1].thing == thing:
            continue
        if found:
            found[-1] = Stretch(found[-1].since, day - timedelta(days=1), found[-1].thing)
        found.append(Stretch(day, None, thing))
    return [stretch for stretch in found if stretch.thing is not None or stretch is not found[0]]


def _bare(rules: Rules, key: str) -> Any:
    if key == PROFILE:
        return files.profile(rules.profile).names
    return thing_of(rules, key)


def known_key(key: str, rules: Rules) -> bool:
    """Whether such a rule may be adjusted at all; any code may name a new quota."""
    if key.startswith(QUOTA):
        return bool(key.removeprefix(QUOTA))
    if key.startswith(CRISIS_KEY):
        return any(rule.code == key.removeprefix(CRISIS_KEY) for rule in rules.crisis)
    return key == PROFILE or key in TERMS
