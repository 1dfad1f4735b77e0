"""Work done after the commit. The row of a job is written in the transaction of the act, so it lives or dies with it.

Traps kept out of everybody else's way:
- inside a worker, Procrastinate's own `defer` writes on another connection than Django's; here a job is always written
  on Django's, so what a job tells is rolled back with the job;
- a failed try that goes back to the queue breaks on the `queueing_lock` of a newer twin, so only scheduled jobs, which
  are never tried again, have one.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from procrastinate import RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job as Row
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy

from . import wire
from .models import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from procrastinate import JobContext

DEFAULT_QUEUE = "default"
ERROR_LENGTH = 4000  # characters kept of an error: enough for the message, not a place for data


class OutsideTransaction(RuntimeError):
    """Something was told outside a transaction, where it could not be taken back. A bug in the caller."""


class GiveUp(Exception):
    """Raised by a job that knows another try is useless: it is kept as failed at once."""


class BackOff(BaseRetryStrategy):
    """Try again after 1, 2, 4, 8 … seconds, never more than `ceiling` apart, at most `tries` times.

    A failed job that an operator sends back gets a whole new series.
    """

    def __init__(self, *, tries: int = 10, ceiling: int = 3600) -> None:
        self.tries, self.ceiling = tries, ceiling

    def get_retry_decision(self, *, exception: BaseException, job: Row) -> RetryDecision | None:
        tried = job.attempts % self.tries
        if isinstance(exception, GiveUp) or tried == self.tries - 1:
            return None
        return RetryDecision(retry_in={"seconds": min(2**tried, self.ceiling)})


@dataclass(frozen=True)
class Job:
    """A function that a worker will run. Calling it runs it here and now; `later` puts it in the queue."""

    function: Callable[..., None]
    task_name: str
    queue: str
    lock: str = ""

    def __call__(self, **arguments: Any) -> None:
        self.function(**arguments)

    def later(self, *, wait: timedelta | None = None, **arguments: Any) -> None:
        """Have it run after the commit, once `wait` has passed. The arguments are JSON values.

        Raises:
            OutsideTransaction: there is no transaction to be part of.
        """
        defer([self.row(arguments, wait=wait)])

    def row(self, arguments: dict[str, Any], *, wait: timedelta | None = None, fields: dict | None = None) -> Row:
        """The row to write; `lock` is filled with the arguments, or with the fields of the fact."""
        return Row(
            id=None,
            queue=self.queue,
            lock=self.lock.format(**(fields or arguments)) or None,
            queueing_lock=None,
            task_name=self.task_name,
            task_kwargs=arguments,
            scheduled_at=timezone.now() + wait if wait else None,
        )


HEARERS: dict[type, list[Job]] = defaultdict(list)


def job(
    *, queue: str = DEFAULT_QUEUE, lock: str = "", retry: BaseRetryStrategy | None = None
) -> Callable[[Callable[..., None]], Job]:
    """Make a function a job. It may run twice (a worker killed between the work and its note), and must not mind.

    Args:
        queue: what the operator's page groups by.
        lock: jobs with the same lock run one at a time, in the order they were told; `"book:{book_id}"` is filled with
            the arguments. A job that waits for its next try holds back those behind it.
        retry: when to try again; by default ten times within about nine minutes.
    """

    def register(function: Callable[..., None]) -> Job:
        name = f"{function.__module__}.{function.__qualname__}"
        app.task(name=name, queue=queue, retry=retry or BackOff(), pass_context=True)(_kept(function))
        return Job(function=function, task_name=name, queue=queue, lock=lock)

    return register


def hears(
    kind: type, *, queue: str = DEFAULT_QUEUE, lock: str = "", retry: BaseRetryStrategy | None = None
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Run a function for each fact of this kind, in a job of its own. See `job` for the rest."""

    def register(function: Callable[[Any], None]) -> Callable[[Any], None]:
        @functools.wraps(function)
        def hear(*, fact: str, fields: dict[str, Any]) -> None:
            function(wire.decode(kind, fields))

        HEARERS[kind].append(job(queue=queue, lock=lock, retry=retry)(hear))
        return function

    return register


def scheduled(*, cron: str, queue: str = DEFAULT_QUEUE) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run a function by the clock (UTC), once over all workers and never beside itself. Its next tick is its retry."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__qualname__}"

        @functools.wraps(function)
        def tick(*, timestamp: int) -> None:
            function()

        task = app.task(name=name, queue=queue, lock=name, queueing_lock=name, pass_context=True)(_kept(tick))
        app.periodic(cron=cron)(task)  # type: ignore[arg-type]
        return function

    return register


def defer(rows: list[Row]) -> None:
    """Write jobs in the current transaction.

    Raises:
        OutsideTransaction: there is none.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"Told outside a transaction: {', '.join(row.task_name for row in rows) or 'nothing'}")
    waiting = _waiting.get()
    if waiting is not None:
        waiting += rows
    elif rows:
        manager().batch_defer_jobs(rows)


_waiting: ContextVar[list[Row] | None] = ContextVar("facts_waiting", default=None)


@contextmanager
def all_at_the_end() -> Iterator[None]:
    """Within it jobs are noted, and written together when it ends, in their order: for a load of many acts. It belongs
    inside the transaction of the load."""
    rows: list[Row] = []
    token = _waiting.set(rows)
    try:
        yield
    finally:
        _waiting.reset(token)
    defer(rows)


def manager() -> JobManager:
    """Procrastinate's hand on its rows, on Django's connection whoever asks."""
    return JobManager(DjangoConnector())


def _kept(function: Callable[..., None]) -> Callable[..., None]:
    """The function, with the reason kept when it fails: Procrastinate itself keeps only the fact that it did."""

    @functools.wraps(function)
    def run(context: JobContext, **arguments: Any) -> None:
        try:
            function(**arguments)
        except Exception as error:
            Failure.objects.create(
                job_id=context.job.id or 0,
                try_number=context.job.attempts + 1,
                at=timezone.now(),
                error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH].replace("\0", "�"),
            )
            raise

    return run
