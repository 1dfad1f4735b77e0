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
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Ending:
    """Statements that travel with the commit: they need no answer, and each trip holds the locks longer."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.params: list[Any] = []

    def add(self, statement: str, params: Sequence[Any]) -> None:
        """Run this last, just before the commit."""
        self.statements.append(statement)
        self.params += params

    def send(self, *more: str) -> None:
        """One trip to the database for everything."""
        if self.statements or more:
            with connection.cursor() as cursor:
                cursor.execute("; ".join([*self.statements, *more]), self.params)


@contextmanager
def acknowledged() -> Iterator[Ending]:
    """Like `transaction.atomic()`; returns only once what it wrote is on disk.

    What it yields takes statements to be sent together with the commit. Inside another block it is a savepoint: the
    outermost block decides how it commits.
    """
    ending = Ending()
    if connection.in_atomic_block:
        with transaction.atomic():
            yield ending
            if not connection.needs_rollback:
                ending.send()
        return
    with transaction.atomic():
        with connection.wrap_database_errors, connection.connection.pipeline(), connection.cursor() as cursor:
            # In a pipeline, so that it travels with the BEGIN.
            cursor.execute("SET LOCAL synchronous_commit TO off")
        yield ending
        if not connection.needs_rollback:
            # PostgreSQL runs them one after the other: the locks go at the COMMIT, the flush is waited for after it.
            # Django then finds nothing left to commit, and runs what was to be done after the commit.
            ending.send("COMMIT", FLUSH)


@contextmanager
def in_one_piece() -> Iterator[None]:
    """Like `transaction.atomic()`, for a long load that stands or falls whole: the blocks inside make no savepoints,
    two statements less each. So nothing inside can fail and go on: Django refuses every further statement, and what was
    written is taken back.
    """
    features: Any = connection.features
    with transaction.atomic():
        before, features.uses_savepoints = features.uses_savepoints, False
        try:
            yield
        finally:
            features.uses_savepoints = before


# A tiny transaction of its own that commits synchronously: its commit record comes after ours in the log, and
# PostgreSQL flushes for all who wait at the same time (and, with synchronous standbys, waits until they have it).
FLUSH = "SELECT pg_logical_emit_message(true, 'diwan', '')"
