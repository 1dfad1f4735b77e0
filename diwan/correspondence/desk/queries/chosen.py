"""What was chosen in an inbox, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    """The open files by subject of the administration in which letters the actor may read are kept (1 query)."""
    kept = sitting.visible.filter(dossier__closed_on=None, dossier__isnull=False).order_by("dossier__code")
    rows = kept.values_list("dossier_id", "dossier__code", "dossier__title").distinct()
    return [(key, f"{code} {title}") for key, code, title in rows[:LARGEST]]
