"""What other apps add to the weekly report of a unit: a line each, counted when the report is drafted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


@dataclass(frozen=True)
class Line:
    """`value(path, first, last)` counts for a unit and all below it; None leaves the line out.

    label: a lazy translation. The value is a whole number, or a text ready to read.
    """

    code: str
    label: Any
    value: Callable[[str, date, date], int | str | None]


LINES: dict[str, Line] = {}


def register_line(line: Line) -> None:
    """Make a line known; called in `ready()`."""
    LINES[line.code] = line
