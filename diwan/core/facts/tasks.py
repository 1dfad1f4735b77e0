"""The jobs of the jobs: old rows are forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from diwan.kit.idempotency import forget_answers

from .jobs import scheduled

ANSWERS_KEPT = timedelta(days=2)  # a program that retries later than that asks first what became of its request
KEPT_DAYS = {"succeeded": 3, "cancelled": 30, "aborted": 30}  # failed jobs stay until somebody decides


@scheduled(cron="17 * * * *", queue="house")
def forget_old_jobs() -> None:
    """Delete jobs that ended long ago, and the failures of jobs that are gone.

    Procrastinate's own cleaning sorts every event of every job; this one reads the jobs in one state only.
    """
    with connection.cursor() as cursor:
        for state, days in KEPT_DAYS.items():
            cursor.execute(
                "DELETE FROM procrastinate_jobs j WHERE status = %s::procrastinate_job_status AND NOT EXISTS ("
                "SELECT 1 FROM procrastinate_events e "
                "WHERE e.job_id = j.id AND e.at > now() - make_interval(days => %s))",
                [state, days],
            )
        cursor.execute(
            "DELETE FROM facts_failure f WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.id = f.job_id)"
        )


@scheduled(cron="37 * * * *", queue="house")
def forget_old_answers() -> None:
    """Delete the kept answers of requests that nobody will send again."""
    forget_answers(before=timezone.now() - ANSWERS_KEPT)
