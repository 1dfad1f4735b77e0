"""The jobs of the jobs: old rows are forgotten."""

from __future__ import annotations

from django.db import connection

from .jobs import scheduled

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
