"""Commits that share their flush.

A numbered register is one row that every writer locks. If the lock is held while the disk flushes, the register gives
one number per flush. So the transaction commits without waiting for the disk, which frees the lock at once, and then
waits for the write-ahead log to reach the disk before it returns. The log is written in order, so a crash can only take
away the newest transactions, whole, and none of them had been acknowledged: no gap, nothing lost. Anybody who acts on
what they read (a worker that takes a job) commits later in the same log, hence flushes it first.
See docs/decisions/0003-acknowledge-after-flush.md.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def acknowledged() -> Iterator[None]:
    """Like `transaction.atomic()`; returns only once what it wrote is on disk.

    Inside another block it is a savepoint: the outermost block decides how it commits.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        yield
    wait_for_disk()


def wait_for_disk() -> None:
    """Return when everything committed so far is flushed (and, with synchronous standbys, replicated).

    A tiny transaction of its own that commits synchronously: its commit record comes after ours in the log, and
    PostgreSQL flushes for all who wait at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'diwan', '')")
