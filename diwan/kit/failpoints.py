"""Places where a test may have this process die, as by a power cut: at once, without a last word.

Only a test that starts an instance with `DIWAN_FAILPOINTS=<folder>` has any. A file in that folder named after a point
arms it: the first process to come there takes the file away and kills itself. Unset, which production demands, a point
costs one comparison.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from django.conf import settings

POINTS = (
    "upload.written",  # bytes are in the partial file; nobody was told
    "file.stored",  # the bytes are in the store, their row is not
    "deposit.before_lock",  # all is written but the number
    "deposit.after_number",  # the number is taken, the deposit is not there
    "deposit.forwarded",  # both registers are written, nothing is committed
    "request.committed",  # done and kept; nobody was told
    "deposit.before_answer",  # the answer is made and not sent
    "receipt.sealed",  # sealed and stored, not joined to its deposit
    "receipt.attached",  # joined; the job is not yet noted as done
)
# Where only a long work passes: its own tests arm them.
POINTS_OF_BATCHES = (
    "batch.acted",  # one item is acted upon and noted, not committed
    "batch.noted",  # committed; the next item has not begun
    "batch.made",  # the file is made, not kept
)
POINTS_OF_PAPER = (
    "mailroom.kept",  # the files of a batch are claimed, not committed
    "mailroom.moved",  # a batch is committed; its file still lies in the folder
    "mailroom.page",  # a page is drawn and written, not committed
    "mailroom.read",  # a page is read; nothing of it is written
    "mailroom.registered",  # the letter has its number, nothing is committed
)
FOLDER = Path(settings.DIWAN_FAILPOINTS) if settings.DIWAN_FAILPOINTS else None


def reach(point: str) -> None:
    """Die here if this point is armed."""
    if FOLDER is not None:
        try:
            (FOLDER / point).unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)
