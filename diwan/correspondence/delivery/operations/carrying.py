"""The job that carries a sending: begun, handed over outside any transaction, noted. Killed anywhere, it is run again.

Nothing is lost: a sending that waits has a job (told in the transaction that made it wait), and what has none for some
minutes is given one by the clock. Nothing is doubled: the receiver knows the message by its identifier, and what is
noted once is not noted again.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.kit import failpoints
from diwan.kit.transactions import acknowledged

from ..enums import Event, State, Why
from ..models import Sending
from ..registry import Happened, Outcome, Patience, channel, impossible, later
from .settling import settle, taken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter

log = logging.getLogger(__name__)
LOCK = 0x6465_6C76  # "delv": the family of advisory locks, one a sending
EARLY = timedelta(seconds=1)  # clocks of workers differ
FORGOTTEN = timedelta(minutes=5)  # a try that should have begun so long ago has lost its job


@facts.job(queue="delivery", retry=facts.BackOff(tries=1000, ceiling=600))
def carry(sending_id: int) -> None:
    """One try, unless one is going on. What fails here, and not in the channel, is a bug."""
    with alone(sending_id) as free:
        sending = begin(sending_id=sending_id, now=timezone.now()) if free else None
        if sending is not None:
            attempt(sending)


@contextmanager
def alone(sending_id: int) -> Iterator[bool]:
    """Whether nobody else tries this sending now. The lock goes with the connection of a worker that dies; a job with a
    lock of its own would wait behind the one that is put off, and "try now" would not be now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, sending_id])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, sending_id])


def attempt(sending: Sending) -> None:
    """What the channel raises is noted as a fault of ours, and tried again."""
    failpoints.reach("delivery.begun")
    way = channel(sending.channel)
    outcome: Outcome | None
    try:
        if way is None:
            outcome = impossible(sending.channel, Why.FAULT, Event.RELAY_FAILURE)  # its app is gone
        else:
            outcome = way.hand_over(sending, timezone.now())
    except Exception as error:
        log.exception("channel %s failed on sending %s", sending.channel, sending.pk)
        outcome = later(f"{type(error).__name__}: {error}"[:500], Why.FAULT)
    if outcome is None:
        return
    failpoints.reach("delivery.handed")
    note(sending_id=sending.pk, outcome=outcome, now=timezone.now())


def begin(*, sending_id: int, now: datetime) -> Sending | None:
    """Count one more try of a sending that waits and whose time has come; None where there is nothing to do."""
    with acknowledged():
        row = Sending.objects.locked().get(pk=sending_id)
        if row.state != State.WAITING or (row.next_attempt_at and row.next_attempt_at > now + EARLY):
            return None
        row.attempts += 1
        row.save(update_fields=["attempts"])
    return Sending.objects.select_related(
        "letter__office__unit", "letter__administration", "party__unit__administration"
    ).get(pk=sending_id)


def note(*, sending_id: int, outcome: Outcome, now: datetime) -> None:
    """Write down what came of a try. What the other end answered meanwhile stands; evidence is kept anyhow."""
    with acknowledged():
        letter, row = taken(sending_id)
        if row.state == State.WAITING and outcome.state == State.WAITING:
            postpone(letter, row, outcome, now)
        else:
            settle(letter, row, outcome, now, actor=organisations.SYSTEM)
        failpoints.reach("delivery.noted")


def postpone(letter: Letter, row: Sending, outcome: Outcome, now: datetime) -> None:
    """Try again later, longer each time; after too long, give up and say so."""
    way = channel(row.channel)
    patience = way.patience if way else Patience()
    row.last_code, row.last_error, row.data = outcome.code, outcome.words, row.data | outcome.data
    if now - row.moved_at >= patience.limit:  # this series of tries began when it came to wait
        event = Happened(way.gave_up if way else Event.RELAY_FAILURE, Why.GIVEN_UP, outcome.words, series(row))
        over = Outcome(state=State.FAILED, code=Why.GIVEN_UP, words=outcome.words, events=(event,))
        settle(letter, row, over, now, actor=organisations.SYSTEM)
        return
    wait = outcome.wait or patience.next_wait(now - row.moved_at)
    row.next_attempt_at = now + wait
    row.save(update_fields=["last_code", "last_error", "data", "next_attempt_at"])
    carry.later(sending_id=row.pk, wait=wait)


def series(row: Sending) -> str:
    """Tells apart the evidence of one series of tries from that of the next."""
    return str(row.round) if row.round > 1 else ""


def sweep(*, now: datetime) -> int:
    """Give a job to what should have been tried and was not: a worker was lost with it. How many."""
    with acknowledged():
        due = Sending.objects.locked().filter(state=State.WAITING, next_attempt_at__lt=now - FORGOTTEN)
        found = list(due.order_by("next_attempt_at")[:500])
        for row in found:
            row.next_attempt_at = now
            row.save(update_fields=["next_attempt_at"])
            carry.later(sending_id=row.pk)
        return len(found)
