"""What was chosen in an inbox, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.correspondence.letters import api as letters

from .folders import rows
from .paging import slim

if TYPE_CHECKING:
    from .asking import Asked
    from .sitting import Sitting

LARGEST = 500  # files offered to choose from


def chosen(sitting: Sitting, asked: Asked, keys: list[int]) -> list[tuple[int, Any]]:
    """The lines of these numbers that stand in the folder, each with its letter, in the order they were chosen."""
    held = slim(rows(sitting, asked.folder).filter(pk__in=keys), asked)
    found = {row.pk: row if asked.of_letters else row.letter for row in held}
    return [(key, found[key]) for key in keys if key in found]


def dossiers(sitting: Sitting) -> list[tuple[int, str]]:
    """The open files by subject of the administration whose title this actor may read, newest first."""
    kept = letters.dossiers(sitting.actor, sitting.now).filter(administration=sitting.seat.administration_id)
    rows = kept.filter(closed_on=None).order_by("-opened_on", "-pk").values_list("pk", "code", "title")
    return [(key, f"{code} {title}") for key, code, title in rows[:LARGEST]]


def classes(sitting: Sitting) -> list[tuple[int, str]]:
    """The open classes of the plan of the administration, by code."""
    return letters.choices(
        letters.classes(sitting.actor, administration_id=sitting.seat.administration_id, open_only=True)
    )
