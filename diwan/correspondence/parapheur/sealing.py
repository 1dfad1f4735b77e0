"""A step that asks for the administration's seal, on what is not a letter (a letter is sealed with its number)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing

from .enums import Role
from .models import Folder
from .operations import passing
from .operations.locking import live_documents

if TYPE_CHECKING:
    from datetime import datetime


def seal(*, turn_id: int, now: datetime) -> bool:
    """Seal each document of the folder and say the step is done; does nothing when it was."""
    turn = circuits.Turn.objects.select_related("run").get(pk=turn_id)
    folder = Folder.objects.select_related("administration").get(pk=turn.run.subject_id)
    if turn.state != circuits.TurnState.OPEN:
        return False
    made = {}
    for one in live_documents(folder):
        if one.role == Role.MAIN:
            reason = folder.reference or folder.title
            with files.open_file(one.file_id) as given, files.drafted() as draft:
                signing.seal_file(given, draft, administration_code=folder.administration.code, reason=reason, at=now)
                stored = files.keep(draft, name=one.file.name, now=now)
            made[one.pk] = (one.file_id, stored.pk)
    return passing.join_seal(turn_id=turn_id, files_of=made, now=now)
