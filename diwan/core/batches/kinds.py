"""What sorts of long work there are. An app registers its own in `ready()`, so that nothing here looks upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@dataclass(frozen=True)
class Task:
    """What a kind is given: who asked, with the rights they hold at this moment, for what, when, in which language.

    `subject` names the one thing to act on; it is empty where a file is made.
    """

    batch_id: int
    actor: Actor
    params: Mapping[str, Any]
    now: datetime
    language: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A sort of long work: either `act` on one thing at a time, or `make` one file.

    act: does it to one thing and may say something about it; a Refusal is shown beside the item, anything else that is
        raised is a fault and undoes that item alone.
    make: writes the file to a stream and gives its name; calls `report(done, total)` often, which may raise to stop it.
    made: what goes with the file in one transaction (its line in the journal).
    url: where the thing opens, from its subject.
    """

    code: str
    label: Any
    act: Callable[[Task], str | None] | None = None
    make: Callable[[Task, BinaryIO, Callable[[int, int], None]], str] | None = None
    made: Callable[[Task], None] | None = None
    url: Callable[[str], str] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; registering the same code again replaces it."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind | None:
    return _kinds.get(code)
