"""The long works of the archives: destroy the lines of a list one by one, make a package."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.core.batches import api as batches

from .operations import destroying, packing
from .seda import zipping
from .seda.writing import manifest

if TYPE_CHECKING:
    from collections.abc import Callable

DESTROY, PACK = "archives.destroy", "archives.pack"


def destroy(task: batches.Task) -> None:
    destroying.destroy(actor=task.actor, item_id=int(task.subject), now=task.now)


def pack(task: batches.Task, stream: BinaryIO, report: Callable[[int, int], None]) -> str:
    """The package of a file; asked with the same moment, it is made the same."""
    at = datetime.fromisoformat(task.params["at"])
    transfer, content = packing.transfer_of(actor=task.actor, dossier_id=task.params["dossier"], at=at)
    zipping.pack(stream, transfer, content.open, report)
    return f"{transfer.identifier.replace(':', ' ')}.zip"


def note(task: batches.Task) -> None:
    """Goes with the file: who took the package out, and what its manifest was."""
    at, dossier_id = datetime.fromisoformat(task.params["at"]), task.params["dossier"]
    transfer, _content = packing.transfer_of(actor=task.actor, dossier_id=dossier_id, at=at)
    digest = hashlib.sha256(manifest(transfer)).hexdigest()
    packing.note(actor=task.actor, dossier_id=dossier_id, transfer=transfer, digest=digest, now=task.now)


def register() -> None:
    batches.register(
        batches.Kind(
            code=DESTROY,
            label=_("Destroy the lines of a list"),
            act=destroy,
            url=lambda subject: reverse("archives:item", args=[subject]),
        )
    )
    batches.register(batches.Kind(code=PACK, label=_("Make a package for the archives"), make=pack, made=note))
