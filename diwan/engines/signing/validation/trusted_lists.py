"""Trusted lists (ETSI TS 119 612) as configuration: a national list, the list of the lists of the European Union."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Granted:
    roots: tuple[bytes, ...] = ()
    qualified: dict[str, str] = field(default_factory=dict)


def granted(folder: Path) -> Granted:
    return Granted()
