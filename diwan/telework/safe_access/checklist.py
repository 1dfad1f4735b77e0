"""The checklist of devices as dated data: `data/checklist.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from diwan.core.organisations.api import Names

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Item:
    """A condition, the paragraph of the guide it comes from, and whether a device is refused without it."""

    code: str
    names: Names
    source: str
    required: bool = True


@dataclass(frozen=True)
class Checklist:
    """A version of the list, in force from a day until the next one."""

    code: str
    since: date
    items: tuple[Item, ...]


@cache
def versions() -> tuple[Checklist, ...]:
    """Every version, oldest first."""
    path = Path(__file__).parent / "data" / "checklist.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["version"]
    return tuple(
        Checklist(
            row["code"],
            row["since"],
            tuple(
                Item(one["code"], Names(one["ar"], one["fr"], one["en"]), one["source"], one.get("required", True))
                for one in row["item"]
            ),
        )
        for row in sorted(rows, key=lambda row: row["since"])
    )


def in_force(on: date) -> Checklist:
    """The version of that day; the first one before any was in force."""
    held = [one for one in versions() if one.since <= on]
    return held[-1] if held else versions()[0]


def named(code: str) -> Checklist | None:
    """A version by its code, to read an old check."""
    return next((one for one in versions() if one.code == code), None)
