"""The rules as the pages and the files of the wing show them: grouped, in sentences, each with where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations

from . import profile as files
from .enums import RULES
from .queries import CRISIS_KEY, PROFILE, QUOTA, rules_of
from .terms import TERMS

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

    from .inforce import Rules
    from .models import Adjustment


@dataclass(frozen=True)
class Line:
    """One rule, quota or crisis rule as shown."""

    key: str
    label: Any
    words: str
    since: date | None
    until: date | None
    source: Any
    article: str
    origin: str  # "own", "country" or "practice"
    confirmed: bool
    room: str


def readable(actor: Actor) -> list[Any]:
    """The administrations whose rules this actor reads: where they sit, and where they keep the rules."""
    seats = {seat.administration_id for seat in actor.seats}
    rows = organisations.administrations(timezone.localdate()).filter(
        organisations.within(actor, RULES, "unit") | Q(unit__administration_id__in=seats)
    )
    return list(rows.select_related("unit__administration"))


def groups(rules: Rules) -> list[tuple[Any, list[Line]]]:
    """The rules under their headings, in the order of `terms.py`."""
    found: dict[str, list[Line]] = {}
    for rule in rules.rules:
        found.setdefault(str(TERMS[rule.key].group), []).append(
            _line(rule.key, TERMS[rule.key].label, rule, rule.words())
        )
    return list(found.items())


def quotas(rules: Rules) -> list[Line]:
    return [_line(f"{QUOTA}{quota.code}", quota.code, quota, quota.words()) for quota in rules.quotas]


def crisis(rules: Rules) -> list[tuple[Line, Any]]:
    """Each crisis rule with the people it sets apart."""
    return [
        (_line(f"{CRISIS_KEY}{rule.code}", rule.names, rule, rule.quota.words(), rule.quota.adjusted), rule.exempted)
        for rule in rules.crisis
    ]


def _line(key: str, label: Any, dated: Any, words: str, adjusted: int | None = None) -> Line:
    own = adjusted or getattr(dated, "adjusted", None)
    quota = getattr(dated, "quota", dated) if own else dated
    return Line(
        key=key,
        label=label,
        words=words,
        since=quota.since,
        until=quota.until,
        source=quota.source,
        article=quota.article,
        origin="own" if own else "practice" if getattr(dated, "common", False) else "country",
        confirmed=quota.confirmed,
        room=getattr(dated, "room", "free"),
    )


def label_of(key: str) -> str:
    """What a key is about, in words."""
    if key == PROFILE:
        return _("Profile followed")
    if key.startswith(QUOTA):
        return _("Quota: %(code)s") % {"code": key.removeprefix(QUOTA)}
    if key.startswith(CRISIS_KEY):
        return _("Crisis rule: %(code)s") % {"code": key.removeprefix(CRISIS_KEY)}
    return str(TERMS[key].label) if key in TERMS else key


def words_of(key: str, value: Any) -> str:
    """What an adjustment sets, as a sentence."""
    if key == PROFILE:
        return _("The rules of this country are followed: %(country)s.") % {"country": files.profile(value).names}
    if key.startswith((QUOTA, CRISIS_KEY)):
        if value is None:
            return _("It does not hold here.")
        from .checking import read_quota

        return read_quota(key, value, timezone.localdate()).words()
    return TERMS[key].said(value) if key in TERMS else ""


def state_of(row: Adjustment, today: date) -> str:
    """`withdrawn`, `coming`, `past` or `holds`."""
    if row.withdrawn_at:
        return "withdrawn"
    if row.starts_on > today:
        return "coming"
    return "past" if row.ends_on and row.ends_on <= today else "holds"


def comparison(on: date) -> tuple[list[Any], list[tuple[Any, list[Any]]]]:
    """The countries, and for each rule what each of them says: a sentence's amount, and whether it is its own text."""
    codes = files.profiles()
    each = {code: rules_of(code, on) for code in codes}
    rows: list[tuple[Any, list[Any]]] = []
    for key, term in TERMS.items():
        cells = []
        for code in codes:
            rule = each[code].rule(key)
            cells.append({"words": term.amount(rule.value), "rule": rule} if rule else None)
        rows.append((term.label, cells))
    return [files.profile(code) for code in codes], rows


def quota_comparison(on: date) -> list[list[str]]:
    """The quotas of each country, in the order of the countries."""
    return [[quota.words() for quota in rules_of(code, on).quotas] for code in files.profiles()]
