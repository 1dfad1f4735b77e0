"""The signatures of a file that came in are judged, and the verdict is kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files

from .. import validation
from ..bounds import PIECE
from ..models import FileVerdict
from ..validation.verdicts import Reason

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

MARK = b"/ByteRange"  # no signature is without; it may not stand in a compressed object, for its digits are set last


def judge(*, file_id: int, now: datetime) -> FileVerdict | None:
    """Judge a PDF and keep the verdict; None where it bears no signature. Run by a job: slow, and twice does no harm.

    Raises:
        FileGone: there is no such file.
    """
    with files.here(file_id) as path:
        if not bears_signature(path):
            return None
        report = validation.examine(path, now=now)
    if report.reasons == (Reason.UNSIGNED,):
        return None
    kept, _ = FileVerdict.objects.update_or_create(
        file_id=file_id, defaults={"verdict": report.verdict, "report": report.as_json(), "judged_at": now}
    )
    return kept


def bears_signature(path: Path) -> bool:
    """Whether the file may hold a signature; most files do not, and cost only their reading."""
    with path.open("rb") as stream:
        tail = b""
        while piece := stream.read(PIECE):
            if MARK in tail + piece:
                return True
            tail = piece[-len(MARK) :]
    return False
