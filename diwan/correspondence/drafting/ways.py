"""Ways to have a letter signed that are not drafting's own: whoever offers one registers it in `ready()`.

Drafting stands below the parapheur and cannot call it; it leaves word here, and the page of a draft shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

    from .models import Draft


@dataclass(frozen=True)
class Way:
    """`url` gives None where it is not offered to this actor; the page it leads to decides again."""

    label: Any
    url: Callable[[Actor, Draft], str | None]


_ways: list[Way] = []


def register_way(way: Way) -> None:
    _ways.append(way)


def ways_for(actor: Actor, draft: Draft) -> list[tuple[Any, str]]:
    return [(way.label, url) for way in _ways if (url := way.url(actor, draft))]
