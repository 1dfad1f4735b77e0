"""The rules of an administration on a day: its country's profile, with what it adjusted."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from diwan.core.calendars.api import Names
from diwan.core.organisations import api as organisations

from . import profile as files
from .enums import Room
from .inforce import Rules
from .models import Adjustment
from .profile import Quota, Rule
from .terms import TERMS

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from .profile import CrisisRule, Profile

PROFILE, QUOTA, CRISIS_KEY = "profile", "quota.", "crisis."
COLUMNS = ("pk", "key", "value", "starts_on", "ends_on", "ground")


def rules_for(administration_id: int, on: date) -> Rules:
    """The rules in force on a day (2 queries, both by index).

    Raises Administration.DoesNotExist.
    """
    country = organisations.country_of(administration_id)
    return rules_of(country, on, _rows(administration_id, on))


def rules_of(country: str, on: date, rows: tuple[tuple[Any, ...], ...] = ()) -> Rules:
    """The rules of a country on a day, with these adjustments (as `COLUMNS`, oldest first)."""
    return _built(files.FOLDER, country, on, _Rows(rows))


STAMP = "SELECT id, starts_on, ends_on, withdrawn_at FROM rules_adjustment WHERE administration_id = %s ORDER BY id"


def stamp(administration_id: int) -> tuple[tuple[Any, ...], ...]:
    """What tells two states of the adjustments of an administration apart, those withdrawn among them (1 query): who
    keeps what follows from its rules keeps this beside it."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [administration_id])
        return tuple(cursor.fetchall())


def crisis_rules(administration_id: int, on: date | None = None) -> tuple[CrisisRule, ...]:
    """The crisis rules an administration may switch to on a day (today without one)."""
    return rules_for(administration_id, on or timezone.localdate()).crisis


def _rows(administration_id: int, on: date) -> tuple[tuple[Any, ...], ...]:
    standing = Adjustment.objects.standing().at(on).filter(administration_id=administration_id)
    return tuple(standing.values_list(*COLUMNS))


class _Rows(tuple):
    """Rows whose values are JSON, told apart by what they say: dictionaries cannot be hashed."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(repr(tuple(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rows) and repr(tuple(self)) == repr(tuple(other))


@lru_cache(maxsize=512)
def _built(folder: Path, country: str, on: date, rows: _Rows) -> Rules:
    """Keyed by the rows themselves, so that no process can keep rules that are no longer true."""
    chosen = {row[1]: row for row in rows}
    code = chosen[PROFILE][2] if PROFILE in chosen else country
    base = files.profile(code)
    rules = {key: _rule(key, base, on, chosen.get(key)) for key in TERMS}
    quotas = _quotas(base, on, rows)
    crisis = _crisis(base, on, rows)
    values: dict[str, Any] = {key: TERMS[key].read(rule.value) if rule else None for key, rule in rules.items()}
    known = {field.name for field in fields(Rules)}
    return Rules(
        country=country,
        profile=code,
        on=on,
        quotas=quotas,
        crisis=crisis,
        rules=tuple(rule for rule in rules.values() if rule),
        statements=tuple(one for one in base.statements if one.holds_on(on)),
        **{key: value for key, value in values.items() if key in known},
    )


def _rule(key: str, base: Profile, on: date, row: tuple[Any, ...] | None) -> Rule | None:
    """The administration's own value, else the country's, else usual practice; None where nobody says anything."""
    lawful = base.rule_on(key, on) or files.common().rule_on(key, on)
    if row is None:
        return lawful
    room = lawful.room if lawful else Room.FREE
    return Rule(key=key, value=row[2], adjusted=row[0], room=room, **_dated(row))


def _dated(row: tuple[Any, ...]) -> dict[str, Any]:
    """When and where an adjustment stands, as the profile says it: the last day is included there."""
    until = row[4] - timedelta(days=1) if row[4] else None
    return {"since": row[3], "until": until, "source": Names(ar=row[5], fr=row[5], en=row[5])}


def _quotas(base: Profile, on: date, rows: tuple[tuple[Any, ...], ...]) -> tuple[Quota, ...]:
    """By code: an adjustment takes the place of the country's quota of the same code; null puts it aside."""
    found = {quota.code: quota for quota in base.quotas if quota.holds_on(on)}
    for row in rows:
        if row[1].startswith(QUOTA):
            code = row[1].removeprefix(QUOTA)
            room = found[code].room if code in found else "free"
            found.pop(code, None)
            if row[2] is not None:
                found[code] = Quota(**_quota_words(row[2]), code=code, adjusted=row[0], room=room, **_dated(row))
    return tuple(found.values())


def _quota_words(value: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(word) if isinstance(word, list) else word for name, word in value.items()}


def _crisis(base: Profile, on: date, rows: tuple[tuple[Any, ...], ...]) -> tuple[CrisisRule, ...]:
    """The country's crisis rules; an adjustment changes the figures of the quota, or puts the rule aside (null)."""
    found = {rule.code: rule for rule in base.crisis if rule.holds_on(on)}
    for row in rows:
        code = row[1].removeprefix(CRISIS_KEY)
        if row[1].startswith(CRISIS_KEY) and code in found:
            rule = found.pop(code)
            if row[2] is not None:
                quota = replace(rule.quota, **_quota_words(row[2]), adjusted=row[0], **_dated(row))
                found[code] = replace(rule, quota=quota)
    return tuple(found.values())
