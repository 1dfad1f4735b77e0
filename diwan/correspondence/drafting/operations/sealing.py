"""The sealed document joins its letter, once, whatever runs twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from ..enums import State
from ..events import LetterSealed
from ..models import SEALED
from .locking import locked

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def attach(*, draft_id: int, file_id: int, text: str, now: datetime) -> bool:
    """Make a sealed file the letter itself; False when it has its document already (a job ran twice)."""
    row = locked(draft_id)
    if row.state != State.SIGNED:
        return False
    file = files.claim(file_id, purpose=SEALED, subject=str(row.pk), now=now)
    row.state, row.sealed, row.sealed_at, row.changed_at = State.SEALED, file, now, now
    row.save(update_fields=["state", "sealed", "sealed_at", "changed_at"])
    letters.add_pieces(row.letter, [file.pk], {file.pk: text}, now, role=letters.PieceRole.MAIN)
    facts.tell(LetterSealed(draft_id=row.pk, letter_id=row.letter_id))
    letters.record(letter=row.letter, kind="drafting.sealed", actor=organisations.SYSTEM, now=now, sha256=file.sha256)
    return True
