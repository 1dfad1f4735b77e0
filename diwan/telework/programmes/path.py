"""The steps of adoption, read from `steps.toml`: another guide is another file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from diwan.core.calendars.api import Names

FILE = Path(__file__).parent / "steps.toml"


@dataclass(frozen=True)
class StepKind:
    code: str
    names: Names
    source: str
    after: tuple[str, ...] = ()


@cache
def step_kinds() -> tuple[StepKind, ...]:
    """In their order."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["steps"]
    return tuple(StepKind(r["code"], Names(**r["names"]), r["source"], tuple(r.get("after", ()))) for r in rows)


def kind_of(code: str) -> StepKind:
    """Raises LookupError."""
    for kind in step_kinds():
        if kind.code == code:
            return kind
    raise LookupError(code)
