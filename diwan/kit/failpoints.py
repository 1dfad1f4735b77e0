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
# Where the proof of a backup passes: its own tests arm them.
POINTS_OF_BACKUPS = ("backups.copied",)  # the dump is whole, under its draft name
# Where a letter on its way passes: tests of delivery arm them.
POINTS_OF_DELIVERY = (
    "delivery.asked",  # the sendings are written, not committed
    "delivery.begun",  # the try is counted; nothing left
    "delivery.arrived",  # the arrival is written at the other office, not committed
    "delivery.handed",  # the channel has it; it is not noted
    "delivery.noted",  # what came of it is written, not committed
    "delivery.answered",  # the other end's answer is written at the sender's, not committed
)
# Where a letter between two instances passes, at the sender's and at the receiver's: tests of the exchange arm them.
POINTS_OF_EXCHANGE = (
    "exchange.before_announce",  # its instance is settled; nothing was said there
    "exchange.after_announce",  # announced; no file was sent
    "exchange.before_file",  # a file is about to leave
    "exchange.after_commit",  # taken over there; nothing is noted here
    "exchange.noted",  # noted here as taken over, its evidence is not kept yet
    "exchange.news_taken",  # evidence is kept here; the other side was not told
)
POINTS_OF_EXCHANGE_THERE = (
    "exchange.announced",  # the announcement is written, not committed
    "exchange.file_received",  # a file is kept; its sender was not told
    "exchange.taken",  # the arrival is written, not committed
    "exchange.before_answer",  # taken over; its sender was not told
    "exchange.news_pushed",  # the other side has the evidence; that is not noted
)
# Where paper passes: tests of the mailroom arm them.
POINTS_OF_PAPER = (
    "mailroom.kept",  # the files of a batch are claimed, not committed
    "mailroom.moved",  # a batch is committed; its file still lies in the folder
    "mailroom.page",  # a page is drawn and written, not committed
    "mailroom.read",  # a page is read; nothing of it is written
    "mailroom.registered",  # the letter has its number, nothing is committed
)
# Where a letter takes its number, and where what was signed becomes a sealed document: tests of drafting arm them.
POINTS_OF_LETTERS = ("letters.before_lock",)  # all is written but the number
POINTS_OF_DRAFTING = (
    "drafting.before_number",  # what is signed is frozen; the letter has no number, nothing is committed
    "drafting.sealed",  # sealed and stored, not joined to its letter
    "drafting.attached",  # joined; the job is not yet noted as done
)
POINTS_OF_ARCHIVES = ("archives.erased",)  # the letters of a line are destroyed, not committed
# Where an authorised signature is made: tests of the parapheur arm them.
POINTS_OF_PARAPHEUR = (
    "parapheur.authorised",  # the signatures are owed, not committed
    "parapheur.signed",  # a key signed; the file is kept by nobody
    "parapheur.joined",  # a document has its signature, not committed
    "parapheur.noted",  # committed; the next one has not begun
    "parapheur.guest_signed",  # sealed in the name of somebody outside, with its proof; joined to nothing
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
