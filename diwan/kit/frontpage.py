"""What the public home page may say about the house: figures and administrations, given by the apps that own them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


@dataclass(frozen=True)
class Figure:
    """A true figure, computed now or at `counted_at`: "1 284" and "letters this month"."""

    value: str
    label: Any
    url: str = ""


@dataclass(frozen=True)
class Choice:
    """An administration that takes deposits: its name, what it is, where a deposit to it starts."""

    label: str
    detail: str
    url: str


_figures: list[Callable[[datetime], Iterable[Figure]]] = []
_choices: list[Callable[[datetime], Iterable[Choice]]] = []


def register_figures(provider: Callable[[datetime], Iterable[Figure]]) -> None:
    """`provider(now)` gives figures, or none while there is nothing honest to show."""
    _figures.append(provider)


def register_choices(provider: Callable[[datetime], Iterable[Choice]]) -> None:
    """`provider(now)` gives the administrations open to the public, in the order to show them."""
    _choices.append(provider)


def figures(now: datetime) -> list[Figure]:
    return [figure for provider in _figures for figure in provider(now)]


def choices(now: datetime) -> list[Choice]:
    return [choice for provider in _choices for choice in provider(now)]
