"""What a folder signed is kept checkable: once it is through, each of its documents is watched and renewed in time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing

from .enums import LASTING, Role
from .models import Folder
from .operations.locking import live_documents

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)


def watch(*, folder_id: int, now: datetime) -> None:
    """Have the signed documents of a folder that is through renewed before they expire. Reads them: run by a job, and
    twice is once."""
    folder = Folder.objects.select_related("run").get(pk=folder_id)
    if folder.run is None or folder.run.state != circuits.RunState.DONE:
        return
    for one in live_documents(folder):
        if one.role == Role.MAIN:
            try:
                signing.watch(
                    administration_id=folder.administration_id,
                    file_id=one.file_id,
                    purpose=LASTING,
                    subject=str(one.pk),
                    label=f"{folder.reference} {one.label}".strip(),
                    now=now,
                )
            except signing.NotSignable as refused:
                log.warning("document %s is not watched: %s", one.pk, refused.reason)
