"""The score of a task: the weighted mean of its marks, in percent."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .enums import MOST_SCORE

if TYPE_CHECKING:
    from collections.abc import Mapping


def score(marks: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """From 0 to 100, rounded down. A criterion without a mark counts as 0; without any weight the score is 0."""
    total = sum(weights.values())
    if not total:
        return 0
    reached = sum(weight * marks.get(code, 0) for code, weight in weights.items())
    return int(Fraction(reached * 100, total * MOST_SCORE))
