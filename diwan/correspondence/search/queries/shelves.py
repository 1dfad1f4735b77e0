"""The facets of a page: what stands on each shelf, in words people know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ..sources import Facet, facets, sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .asking import Asked
    from .finding import Found

SHOWN = 8  # shelves of one kind; the rest is found with words


@dataclass(frozen=True)
class Shelf:
    """One value of a facet: how many stand there, whether it is chosen, and the address that chooses or leaves it."""

    label: str
    count: int
    chosen: bool
    query: str


def every() -> list[Facet]:
    """All facets: the kind of thing first."""
    kinds = Facet(code="kind", label=_("Kind"), names=_kinds, order=0)
    return [kinds, *facets()]


def shelves_of(found: Found, asked: Asked, *, now: datetime) -> list[tuple[Any, list[Shelf]]]:
    """The shelves worth showing: those that part what was found, and those that were chosen."""
    shown = []
    for facet in every():
        counted = found.shelves.get(facet.code, Counter())
        chosen = {value for code, value in asked.shelves if code == facet.code}
        if len(counted) < 2 and not chosen:
            continue
        top = sorted(counted, key=lambda value: (value not in chosen, -counted[value], value))[:SHOWN]
        values = [*top, *(value for value in sorted(chosen) if value not in counted)]
        names = names_of(facet.code, values, now)
        shown.append(
            (
                facet.label,
                [_shelf(asked, facet.code, v, names.get(v, v), counted.get(v, 0), v in chosen) for v in values],
            )
        )
    return shown


def _shelf(asked: Asked, code: str, value: str, label: str, count: int, chosen: bool) -> Shelf:
    other = asked.without(code, value) if chosen else asked.with_(code, value)
    return Shelf(label, count, chosen, other.query)


def chips(asked: Asked, *, now: datetime) -> list[tuple[str, str, str]]:
    """What was chosen: the facet, the value, and the address without it."""
    labels = {facet.code: str(facet.label) for facet in every()}
    return [
        (labels.get(code, code), names_of(code, [value], now).get(value, value), asked.without(code, value).query)
        for code, value in asked.shelves
    ]


def names_of(code: str, values: Iterable[str], now: datetime) -> dict[str, str]:
    """What values of a facet are called, by whichever sources use it."""
    wanted = set(values)
    named: dict[str, str] = {}
    for facet in [every()[0], *(facet for source in sources() for facet in source.facets)]:
        if facet.code == code and facet.names:
            named |= {value: str(name) for value, name in facet.names(wanted, now).items()}
    return named


def _kinds(values: set[str], now: datetime) -> dict[str, Any]:
    return {source.kind: source.label for source in sources() if source.kind in values}
