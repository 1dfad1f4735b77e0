"""A letter whose time is over is destroyed: its words, its parties and its files go; its line in the register stays.

The register keeps the number, the day and a salted fingerprint; the salt goes with the content, so the fingerprint says
nothing any more. That a letter existed, and by which certificate it was destroyed, stays known. Its parties stay as
lines without a name, because what was sent is told of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files

from .. import records
from ..enums import ENDED
from ..models import PIECE, Act, Correction, Letter, Party, Piece
from . import indexing
from .moving import NotNow
from .recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


PARTY = ("representative", "title", "body", "identity", "email", "phone", "address")


def erase(*, letter: Letter, actor: Actor, certificate: str, now: datetime) -> list[str]:
    """Destroy a locked letter that is over; the SHA-256 of the files that were its pieces. Whoever calls has the right.

    A letter already destroyed is left as it is: a batch that starts again does no harm.

    Raises:
        NotNow: it is not closed, returned or annulled.
    """
    if letter.erased_at is not None:
        return []
    if letter.state not in ENDED:
        raise NotNow(state=letter.get_state_display())
    records.erase_all(letter)
    pieces = Piece.objects.filter(letter=letter)
    gone = list(pieces.values_list("file__sha256", flat=True))
    pieces.delete()
    files.release_all(purpose=PIECE, subject=str(letter.pk))
    Party.objects.filter(letter=letter).update(name=records.GONE, unit=None, **dict.fromkeys(PARTY, ""))
    Correction.objects.filter(letter=letter).update(changes=[], content="", reason=records.GONE)
    Act.objects.filter(letter=letter).update(detail={})
    cleared = ("search_text", "subject", "body", "correspondent", "their_reference", "kept_at", "content", "reason")
    Letter.objects.filter(pk=letter.pk).update(**dict.fromkeys(cleared, ""), erased_at=now, closed_by=None)
    letter.refresh_from_db()
    indexing.put(letter)
    record(letter=letter, kind="letters.erased", actor=actor, now=now, certificate=certificate)
    return gone
