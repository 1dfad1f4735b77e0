"""Profiles of rights: the words in which a workbook says what a post may do. They are data, in `profiles.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from diwan.core.organisations import api as organisations


@dataclass(frozen=True)
class Profile:
    """A word and the rights it stands for."""

    code: str
    names: organisations.Names
    asked: tuple[tuple[str, str], ...]

    @property
    def rights(self) -> tuple[tuple[str, str], ...]:
        """Those whose app is installed."""
        known = organisations.rights()
        return tuple((right, reach) for right, reach in self.asked if right in known)


@cache
def profiles() -> dict[str, Profile]:
    """Every profile by its code."""
    rows = tomllib.loads((Path(__file__).parent / "profiles.toml").read_text(encoding="utf-8"))
    return {
        code: Profile(
            code,
            organisations.Names(row["ar"], row["fr"], row["en"]),
            tuple((right, reach) for right, reach in row["rights"]),
        )
        for code, row in rows.items()
    }
