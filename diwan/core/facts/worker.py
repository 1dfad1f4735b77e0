"""The process that carries out jobs.

Sync functions run in threads, two at a time by default; a new job starts at once (LISTEN/NOTIFY). A worker holds a
session lock of PostgreSQL named after its row: when it dies, however it dies, the server drops the lock, and any other
worker sees within seconds that its jobs are nobody's and puts them back. Waiting for missed heartbeats alone would be
slow, or would take a worker for dead because the machine was busy. Behind pgbouncer, workers need session pooling.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg
from procrastinate.contrib.django import app, connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

log = logging.getLogger(__name__)

CONCURRENCY = 2
LOCK_CLASS = 0x64697761  # "diwa": our room in the 64-bit space of advisory locks
HEARTBEAT = 2.0  # seconds
WATCH = 1.0  # seconds between two looks for dead workers
POLL = 1.0  # seconds; retries become due without a notification
GRACE = 2.0  # seconds between a worker's row and its lock
SILENCE = 60.0  # seconds without a heartbeat after which a worker whose connection hangs is taken for dead
GRACEFUL = 20.0  # seconds left to running jobs when asked to stop
POISON = 30  # a job that took its worker with it this many times is not tried again

# Workers that died: no lock held, or silent for too long. Their jobs go back to the queue.
DEAD_WORKERS = """
SELECT w.id FROM procrastinate_workers w
WHERE w.last_heartbeat < now() - make_interval(secs => %(silence)s) OR (
    w.last_heartbeat < now() - make_interval(secs => %(grace)s) AND NOT EXISTS (
        SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %(class)s
        AND l.objid = w.id AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())))
"""
ABANDONED_JOBS = """
SELECT id, attempts, queueing_lock IS NOT NULL FROM procrastinate_jobs
WHERE status = 'doing' AND (worker_id IS NULL OR worker_id = ANY(%s)) ORDER BY id FOR UPDATE SKIP LOCKED
"""


def run(*, concurrency: int = CONCURRENCY) -> None:
    """Work until SIGTERM or SIGINT; running jobs are left `GRACEFUL` seconds to end."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector):
        asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    async with app.open_async():
        options: dict[str, Any] = {
            **app.worker_defaults,
            "concurrency": concurrency,
            "fetch_job_polling_interval": POLL,
            "update_heartbeat_interval": HEARTBEAT,
            "stalled_worker_timeout": SILENCE,
            "shutdown_graceful_timeout": GRACEFUL,
        }
        worker = Worker(app, **options)
        watch = asyncio.create_task(_watch(worker))
        watch.add_done_callback(lambda _done: worker.stop())  # without its lock a worker would be taken for dead
        try:
            await worker.run()
        finally:
            failed = watch.done() and watch.exception()
            watch.cancel()
        if failed:
            raise failed


async def _watch(worker: Worker) -> None:
    """Hold this worker's lock, and put back the jobs of those who lost theirs."""
    while worker.worker_id is None:
        await asyncio.sleep(0.01)
    async with await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True) as connection:
        await connection.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, worker.worker_id])
        while True:
            await rescue(connection)
            await asyncio.sleep(WATCH)


async def rescue(connection: psycopg.AsyncConnection[Any]) -> int:
    """Put back the jobs of dead workers, and say how many. Several may do it at once."""
    async with connection.transaction():
        cursor = await connection.execute(DEAD_WORKERS, {"silence": SILENCE, "grace": GRACE, "class": LOCK_CLASS})
        dead = [row[0] for row in await cursor.fetchall()]
        cursor = await connection.execute(ABANDONED_JOBS, [dead])
        abandoned = await cursor.fetchall()
        for job_id, attempts, is_scheduled in abandoned:
            # A scheduled job waits for its next tick; going back could meet that tick already in the queue.
            verb = "finish" if is_scheduled or attempts >= POISON else "retry"
            await connection.execute(RESCUES[verb], [job_id])
            log.warning("Job %s lost its worker; %s", job_id, "put back" if verb == "retry" else "kept as failed")
        if dead:
            await connection.execute("DELETE FROM procrastinate_workers WHERE id = ANY(%s)", [dead])
    return len(abandoned)


RESCUES = {
    "retry": "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)",
    "finish": "SELECT procrastinate_finish_job_v1(%s, 'failed', false)",
}
