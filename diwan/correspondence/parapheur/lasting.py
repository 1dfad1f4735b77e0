"""What a folder signed is kept checkable: once it is through, each of its documents is watched, and renewed in time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from diwan.engines.signing import api as signing

from .enums import LASTING, Role
from .models import Folder
from .operations.locking import live_documents

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)


def watch(*, folder_id: int, now: datetime) -> None:
    """Have the documents of a folder, which nobody signs any more, renewed before they expire. Reads them: run by a
    job, and twice is once."""
    folder = Folder.objects.select_related("letter", "type").get(pk=folder_id)
    # Whoever keeps what lasts may not read the folder: its number, never its title.
    reference = (folder.letter.reference if folder.letter else "") or folder.reference
    label = reference or f"{folder.type.name_ar} {folder.pk}"
    for one in live_documents(folder):
        if one.role == Role.MAIN:
            try:
                signing.watch(
                    administration_id=folder.administration_id,
                    file_id=one.file_id,
                    purpose=LASTING,
                    subject=str(one.pk),
                    label=label,
                    now=now,
                )
            except signing.NotSignable as refused:
                log.warning("document %s is not watched: %s", one.pk, refused.reason)
