"""Figures that the public home page may show: given by the apps that own them, true, and never written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


@dataclass(frozen=True)
class Figure:
    """A counted figure, as written: "1 284", "letters this month", and the page that shows what it counts."""

    value: str
    label: Any
    url: str = ""


_providers: list[Callable[[datetime], Iterable[Figure]]] = []


def register_figures(provider: Callable[[datetime], Iterable[Figure]]) -> None:
    """`provider(now)` gives figures by one cheap query, or none while there is nothing honest to show."""
    _providers.append(provider)


def figures(now: datetime) -> list[Figure]:
    return [figure for provider in _providers for figure in provider(now)]
