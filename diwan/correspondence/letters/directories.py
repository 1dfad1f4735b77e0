"""Directories in which the parties of a letter are looked for, beside our own: each app registers its own in `ready()`.

Letters stands below the exchange and cannot ask it for the bodies of other instances; they leave word here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


@dataclass(frozen=True)
class Known:
    """Somebody to write to. `unit` where the directory knows them, `body` where that of other instances does; `under`
    says where they are found."""

    name: str
    kind: str
    unit: int | None = None
    under: str = ""
    representative: str = ""
    title: str = ""
    email: str = ""
    address: str = ""
    body: str = ""


_directories: dict[str, Callable[[str, datetime, int], Iterable[Known]]] = {}


def register_directory(code: str, search: Callable[[str, datetime, int], Iterable[Known]]) -> None:
    """`search(text, now, most)` gives those whose names hold these words. It is open to whoever writes letters."""
    _directories[code] = search


def elsewhere(text: str, now: datetime, most: int) -> list[Known]:
    """Whoever the other directories know by these words."""
    return [one for search in _directories.values() for one in search(text, now, most)][:most]
