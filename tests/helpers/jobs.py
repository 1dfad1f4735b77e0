"""Jobs in tests, carried out by the real worker."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from procrastinate import periodic
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from diwan.core.facts import jobs

OPTIONS = {"wait": False, "listen_notify": False, "install_signal_handlers": False}


def run_jobs(*, ahead: bool = False) -> int:
    """Carry out every job that is due, and those they tell, and say how many ended well.

    In a test with `transaction=True` the jobs run in threads on their own connections, as in production. In an ordinary
    test nobody else can see what the test's transaction holds, so the same worker runs them on the test's connection.

    Args:
        ahead: as if time had passed: tries that wait for their hour are made now.
    """
    before = succeeded()
    if ahead:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    with patch.object(app, "periodic_registry", periodic.PeriodicRegistry()):  # the clock must not add jobs to a test
        if connection.in_atomic_block:
            here = patch("procrastinate.utils.sync_to_async", _in_this_thread)
            with here, app.replace_connector(ReadingConnector()):
                async_to_sync(_work_here)()
        else:
            connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=2)
            # In a thread of its own: a browser test has an event loop in this one.
            with app.replace_connector(connector), ThreadPoolExecutor(1) as aside:
                aside.submit(asyncio.run, _work_in_threads()).result()
    return succeeded() - before


def succeeded() -> int:
    return ProcrastinateJob.objects.filter(status="succeeded").count()


def forget_jobs() -> None:
    """What people and units told while they were set up is not what the test is about."""
    ProcrastinateJob.objects.all()._raw_delete(connection.alias)  # its model refuses to delete


def states() -> list[str]:
    """The state of every job, oldest first."""
    return list(ProcrastinateJob.objects.order_by("id").values_list("status", flat=True))


class ReadingConnector(DjangoConnector):
    """Django leaves JSON as text on its raw cursors, and a worker wants to read it."""

    def _dictfetch(self, cursor):
        for row in super()._dictfetch(cursor):
            yield row | {"args": json.loads(row["args"])} if row.get("args") else row


async def _work_here() -> None:
    # Without its usual middleware, which closes the connection after each job: this one is the test's.
    await Worker(app, **OPTIONS).run()


async def _work_in_threads() -> None:
    async with app.open_async():
        await Worker(app, **{**app.worker_defaults, **OPTIONS}, concurrency=1).run()


async def _in_this_thread(function, *args, **kwargs):
    return await sync_to_async(function, thread_sensitive=True)(*args, **kwargs)


def jobs_in(*, queue: str, task: str) -> None:
    """A waiting job of a task that need not exist, for screens that only show it."""
    jobs.defer([jobs.Row(id=None, queue=queue, lock=None, queueing_lock=None, task_name=task, task_kwargs={})])
