"""Whose time is over: closed files, and closed letters in no file, by the rule of their class or of one above."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q

from diwan.correspondence.letters import api as letters

from ..enums import Fate, ItemState
from ..models import DestructionItem, Hold, RetentionRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

MOST = 5000  # lines of one list: what a person can still read through


@dataclass(frozen=True)
class Due:
    """A thing whose time is over: its key, what it is called, since when, by which rule."""

    dossier_id: int | None
    letter_id: int | None
    name: str
    closed_on: date
    over_on: date
    rule: RetentionRule
    letters: int


def rules_by_class(administration_id: int) -> dict[int, RetentionRule]:
    """The rule of each class of the plan: its own, else that of the nearest class above (2 queries)."""
    current = RetentionRule.objects.filter(administration=administration_id, replaced_at=None)
    own = {rule.plan_class_id: rule for rule in current.select_related("plan_class")}
    parents = dict(letters.PlanClass.objects.filter(administration=administration_id).values_list("pk", "parent_id"))
    return {key: rule for key in parents if (rule := nearest(key, own, parents)) is not None}


def nearest(key: int, own: dict[int, RetentionRule], parents: Mapping[int, int | None]) -> RetentionRule | None:
    """Up the plan until a class has a rule."""
    at: int | None = key
    while at is not None and at not in own:
        at = parents.get(at)
    return own.get(at) if at is not None else None


def years_later(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th where there is none."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return day.replace(year=year, day=min(day.day, last))


def years_before(day: date, years: int) -> date:
    """The last day from which so many years have passed on `day`."""
    return years_later(day, -years)


def due(administration_id: int, on: date, fate: str | None = None) -> list[Due]:
    """What has reached the end of its time by that day, oldest first, at most `MOST` (4 queries and one a delay).

    What is held, and what is on a list already, is left out: see `held`.
    """
    rules = {key: rule for key, rule in rules_by_class(administration_id).items() if fate in (None, rule.fate)}
    found = [*files_over(rules, on), *letters_over(rules, on)]
    return sorted(found, key=lambda one: (one.over_on, one.name))[:MOST]


def files_over(rules: dict[int, RetentionRule], on: date) -> Iterable[Due]:
    rows = letters.Dossier.objects.filter(over(rules, on, "closed_on")).exclude(spoken_for("dossier"))
    empty = Count("letters", filter=Q(letters__erased_at=None))
    open_letter = letters.Letter.objects.filter(dossier=OuterRef("pk"), closed_at=None)
    for row in rows.annotate(count=empty).exclude(Exists(open_letter)).order_by("closed_on")[:MOST]:
        rule = rules[row.plan_class_id]
        if row.closed_on:
            over_on = years_later(row.closed_on, rule.years)
            yield Due(row.pk, None, str(row), row.closed_on, over_on, rule, row.count)


def letters_over(rules: dict[int, RetentionRule], on: date) -> Iterable[Due]:
    rows = letters.Letter.objects.filter(over(rules, on, "closed_at__date"), dossier=None, erased_at=None)
    rows = rows.exclude(spoken_for("letter")).order_by("closed_at")
    for row in rows.only("reference", "subject", "closed_at", "plan_class_id", "level")[:MOST]:
        rule = rules[row.plan_class_id]  # type: ignore[index]  # filtered by class
        if row.closed_at:
            closed = row.closed_at.date()
            name = row.reference if row.level != letters.Level.ORDINARY else f"{row.reference} {row.subject}"
            yield Due(None, row.pk, name, closed, years_later(closed, rule.years), rule, 1)


def over(rules: dict[int, RetentionRule], on: date, field: str) -> Q:
    """Closed long enough ago for the rule of their class: one condition for each delay, not for each class."""
    by_years: dict[int, list[int]] = {}
    for key, rule in rules.items():
        by_years.setdefault(rule.years, []).append(key)
    condition = Q(pk__in=[])
    for years, classes in by_years.items():
        condition |= Q(plan_class__in=classes, **{f"{field}__lte": years_before(on, years)})
    return condition


def spoken_for(field: str) -> Any:
    """Held, or on a destruction list already. A letter is held by a hold on it; a file by one on any of its letters."""
    held = Hold.objects.filter(lifted_at=None)
    listed = DestructionItem.objects.filter(**{field: OuterRef("pk")}).exclude(state=ItemState.SPARED)
    own = held.filter(**{field: OuterRef("pk")})
    if field == "letter":
        return Exists(own) | Exists(listed)
    inside = held.filter(letter__dossier=OuterRef("pk"))
    return Exists(own) | Exists(inside) | Exists(listed)


def is_held(*, dossier_id: int | None, letter_id: int | None) -> bool:
    """Whether a hold, on the thing itself or on a letter of the file, keeps it now (1 query)."""
    held = Hold.objects.filter(lifted_at=None)
    if letter_id is not None:
        return held.filter(Q(letter=letter_id) | Q(dossier__letters=letter_id)).exists()
    return held.filter(Q(dossier=dossier_id) | Q(letter__dossier=dossier_id)).exists()


def destroyable(administration_id: int, on: date) -> list[Due]:
    """What the schedule says to destroy: what is sorted is looked through first, what is kept never."""
    return due(administration_id, on, Fate.DESTROY)


def counts(lists: QuerySet) -> QuerySet:
    """Destruction lists with how many lines they have, and how many are destroyed."""
    return lists.annotate(
        lines=Count("items", filter=~Q(items__state=ItemState.SPARED)),
        destroyed=Count("items", filter=Q(items__state=ItemState.DESTROYED)),
    )
