"""The worker as it runs in production: a process, started at once, killed, replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from diwan.core.facts import api, worker
from tests.helpers.jobs import states

from . import hearers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    parts = connection.settings_dict
    return f"postgresql://{parts['USER']}:{parts['PASSWORD']}@{quote(parts['HOST'], safe='')}/{parts['NAME']}"


@contextmanager
def started_worker() -> Iterator[subprocess.Popen]:
    """A live worker, ready to be told."""
    before = set(ProcrastinateWorker.objects.values_list("id", flat=True))
    environment = {**os.environ, "DATABASE_URL": database_url(), "DATABASE_OWNER_URL": database_url()}
    process = subprocess.Popen([sys.executable, "-m", "tests.core.facts.work"], env=environment)
    try:
        wait_for(lambda: set(ProcrastinateWorker.objects.values_list("id", flat=True)) - before)
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 20) -> float:
    """How long it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - started


def test_a_job_starts_at_once(tmp_path: Path):
    with started_worker():
        time.sleep(1)  # it listens
        waits = []
        for number in range(5):
            file = tmp_path / str(number)
            with transaction.atomic():
                hearers.touch.later(file=str(file))
            waits.append(wait_for(file.exists))
        assert sorted(waits)[2] < 0.3, f"slower than a notification: {waits}"


def test_the_job_of_a_killed_worker_is_done_by_the_next(tmp_path: Path):
    with started_worker() as first:
        with transaction.atomic():
            hearers.build_slowly.later(folder=str(tmp_path))
        wait_for((tmp_path / "began-0").exists)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        killed_at = time.monotonic()
        with started_worker():
            wait_for((tmp_path / "done").exists)
            assert time.monotonic() - killed_at < 10
            wait_for(lambda: states() == ["succeeded"])
            assert ProcrastinateWorker.objects.count() == 1, "the dead one is forgotten"


def test_the_job_of_a_living_worker_is_left_alone(tmp_path: Path):
    with started_worker():
        with transaction.atomic():
            hearers.build_slowly.later(folder=str(tmp_path))
        wait_for((tmp_path / "began-0").exists)
        with started_worker():
            time.sleep(worker.GRACE + 2 * worker.WATCH)
            assert states() == ["doing"]
            assert not (tmp_path / "began-1").exists()


def test_a_job_that_kills_its_worker_is_kept_as_failed_in_the_end():
    with transaction.atomic():
        hearers.kill_the_worker.later()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [worker.POISON])
    with started_worker() as first:
        first.wait(20)
    with started_worker():
        wait_for(lambda: states() == ["failed"])


def test_cut_from_the_database_it_ends_so_that_another_takes_over(tmp_path: Path):
    """Without its lock it would be taken for dead while it works; its supervisor starts it again."""
    with started_worker() as first:
        with transaction.atomic():
            hearers.build_slowly.later(folder=str(tmp_path))
        wait_for((tmp_path / "began-0").exists)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s",
                [worker.LOCK_CLASS],
            )
            assert cursor.rowcount == 1
        with started_worker():
            wait_for((tmp_path / "done").exists)
        first.kill()  # its own job sleeps for ever in a thread; it would have been left GRACEFUL seconds


def test_asked_to_stop_it_ends_and_leaves(tmp_path: Path):
    with started_worker() as process:
        wait_for(lambda: api.worker_alive(datetime.now(UTC)))
        process.terminate()
        assert process.wait(10) == 0
        assert not ProcrastinateWorker.objects.exists()
        assert not api.worker_alive(datetime.now(UTC))


def test_alive_is_a_recent_heartbeat():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert api.worker_alive(datetime.now(UTC))
    assert not api.worker_alive(datetime.now(UTC) + timedelta(minutes=1))


def test_old_jobs_are_forgotten_and_failed_ones_kept():
    from diwan.core.facts import tasks

    with transaction.atomic():
        for name in "abc":
            hearers.touch.later(file=name)
    first, second, third = ProcrastinateJob.objects.order_by("id").values_list("id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id IN (%s, %s)", [first, second])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [third])
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '90 days' WHERE job_id <> %s", [second])
    tasks.forget_old_jobs()
    assert list(ProcrastinateJob.objects.order_by("id").values_list("id", flat=True)) == [second, third]
