"""The questions of a course in an order drawn from a seed: the same seed gives the same sheet again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Asked:
    """A question as it is shown; `right` is the place of its right answer among `options`."""

    text: str
    options: tuple[str, ...]
    right: int


def sheet(questions: Sequence[dict[str, Any]], seed: int) -> list[Asked]:
    """Questions and answers shuffled. The order is a way of showing, not a secret: an ordinary generator will do."""
    drawn = random.Random(seed)  # noqa: S311
    order = list(range(len(questions)))
    drawn.shuffle(order)
    found = []
    for place in order:
        options = list(questions[place]["options"])
        drawn.shuffle(options)
        right = next(n for n, one in enumerate(options) if one["right"])
        found.append(Asked(said(questions[place]), tuple(said(one) for one in options), right))
    return found


def said(one: dict[str, Any]) -> str:
    """A text in the language of the page."""
    return one["fr"] if get_language() in ("fr", "en") and one.get("fr") else one["ar"]
