"""Whether a value may be set: its form, the room the law leaves, and whether rules still agree with each other."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars.api import Names
from diwan.kit.refusals import Refusal

from . import profile as files
from .enums import Direction, Room, Shape
from .queries import CRISIS_KEY, PROFILE, QUOTA
from .spans import Span
from .terms import TERMS, BadValue

if TYPE_CHECKING:
    from datetime import date

    from .inforce import Rules
    from .profile import Quota

QUOTA_WORDS = {"direction", "percent", "scope", "value", "weekdays", "window", "least_people"}


class UnknownRule(Refusal):
    message = _("There is no such rule.")
    status = 404


class NoRoom(Refusal):
    message = _("The text leaves no room here: “%(rule)s” stays as %(source)s says.")
    advice = _("An administration adjusts only what its country's texts leave to it.")
    status = 422


class BeyondTheLaw(Refusal):
    message = _("The text sets this limit: %(limit)s (%(source)s).")
    advice = _("Give a value on the right side of the limit, or follow another profile on a legal ground.")
    status = 422


class BadQuota(Refusal):
    message = _("This is no quota: it has a direction, a percentage from 0 to 100, a scope and a window.")
    status = 422


class UnknownProfile(Refusal):
    message = _("There is no profile of this country.")
    status = 422


class QuotasContradict(Refusal):
    message = _("At least %(least)s %% and at most %(most)s %% on site cannot both hold on %(day)s: “%(other)s”.")
    advice = _("Change or put aside the other quota first, or choose a percentage that leaves room for both.")
    status = 422


class TooLong(Refusal):
    message = _("“%(rule)s” (%(value)s) is longer than “%(other)s” (%(limit)s) from %(day)s.")
    advice = _("Shorten the one, or lengthen the other first.")
    status = 422


class HoursContradict(Refusal):
    message = _("The latest start (%(last)s) comes before the earliest (%(first)s) from %(day)s.")
    advice = _("Change the other hour first.")
    status = 422


class WeekTooShort(Refusal):
    message = _("No day could be worked away: a week has too few days for %(site)s on site, from %(day)s.")
    advice = _("Ask for fewer days on site, or set the most days away to none.")
    status = 422


def refuse_value(key: str, value: Any, lawful: Rules, day: date) -> None:
    """Refuse what is no value of this rule, or lies beyond what the law leaves.

    Raises UnknownRule, BadValue, BadQuota, UnknownProfile, NoRoom, BeyondTheLaw.
    """
    if key == PROFILE:
        if value not in files.profiles():
            raise UnknownProfile
    elif key.startswith((QUOTA, CRISIS_KEY)):
        _refuse_quota(key, value, lawful, day)
    elif key not in TERMS:
        raise UnknownRule
    else:
        TERMS[key].read(value)
        rule = lawful.rule(key)
        if rule is not None and not rule.common:
            _refuse_beyond(rule, _measure(key, value), _measure(key, rule.value), TERMS[key].label, rule.words)


def _refuse_quota(key: str, value: Any, lawful: Rules, day: date) -> None:
    crisis = key.startswith(CRISIS_KEY)
    code = key.split(".", 1)[1]
    there = [rule.quota for rule in lawful.crisis if rule.code == code] if crisis else lawful.quotas
    country = next((quota for quota in there if crisis or quota.code == code), None)
    if value is None:
        if country is not None and country.room != Room.FREE:
            raise NoRoom(rule=country.words(), source=country.source)
        return
    quota = read_quota(code, value, day)
    same = country is not None and country.direction == quota.direction
    if country is not None and country.room != Room.FREE and not same:
        raise NoRoom(rule=country.words(), source=country.source)
    if country is not None:
        _refuse_beyond(country, quota.percent, country.percent, country.words(), country.words)


def read_quota(code: str, value: Any, day: date) -> Quota:
    """The quota a value describes. Raises BadQuota."""
    if not isinstance(value, dict) or not set(value) <= QUOTA_WORDS or type(value.get("percent")) is not int:
        raise BadQuota
    words: dict[str, Any] = {name: tuple(said) if isinstance(said, list) else said for name, said in value.items()}
    try:
        return files.Quota(code=code, since=day, source=Names(ar="", fr="", en=""), **words)
    except (ValueError, TypeError) as error:
        raise BadQuota from error


def _measure(key: str, value: Any) -> Any:
    """What is compared: days, numbers; None where there is no more or less."""
    shape = TERMS[key].shape
    if shape == Shape.SPAN:
        return Span.parse(value).days
    if shape == Shape.FRACTION:
        return Fraction(value)
    return value


def _refuse_beyond(rule: Any, asked: Any, limit: Any, label: Any, words: Any) -> None:
    if rule.room == Room.NONE and asked != limit:
        raise NoRoom(rule=label, source=rule.source)
    if (rule.room == Room.LOWER and asked > limit) or (rule.room == Room.HIGHER and asked < limit):
        raise BeyondTheLaw(limit=words(), source=rule.source)


def refuse_contradictions(rules: Rules) -> None:
    """Refuse rules that cannot hold together on their day.

    Raises QuotasContradict, TooLong, HoursContradict, WeekTooShort.
    """
    for one, other in combinations(rules.quotas, 2):
        least, most = (one, other) if one.direction == Direction.MIN else (other, one)
        if one.direction != other.direction and _meet(one, other) and least.percent > most.percent:
            raise QuotasContradict(
                least=least.percent, most=most.percent, day=rules.on.isoformat(), other=other.words()
            )
    for key, limit in (("trial", "length"), ("renewal_ask", "length"), ("notice_trial", "notice")):
        long, short = getattr(rules, key), getattr(rules, limit)
        if long.days > short.days:
            raise TooLong(
                rule=TERMS[key].label,
                value=long.words(),
                other=TERMS[limit].label,
                limit=short.words(),
                day=rules.on.isoformat(),
            )
    if rules.start_from and rules.start_until and rules.start_until < rules.start_from:
        raise HoursContradict(first=rules.start_from, last=rules.start_until, day=rules.on.isoformat())
    if (rules.min_site_days_per_week or 0) > 5 and rules.max_remote_days_per_week:
        raise WeekTooShort(site=rules.min_site_days_per_week, day=rules.on.isoformat())


def _meet(one: Quota, other: Quota) -> bool:
    """Whether two quotas count the same people on the same days. A whole and its parts may differ."""
    same = one.scope == other.scope and (one.value == other.value or "" in {one.value, other.value})
    days = not one.weekdays or not other.weekdays or set(one.weekdays) & set(other.weekdays)
    return bool(same and days)


__all__ = ["BadValue", "refuse_contradictions", "refuse_value"]
