"""What an operator sees of the jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from .models import Failure

if TYPE_CHECKING:
    from datetime import datetime, timedelta

STATES = ("todo", "doing", "failed", "succeeded", "cancelled", "aborted")


def queues() -> list[dict]:
    """Each queue with its number of jobs per state."""
    counts: Any = {state: Count("id", filter=Q(status=state)) for state in STATES}
    return [
        dict(row) for row in ProcrastinateJob.objects.values("queue_name").annotate(**counts).order_by("queue_name")
    ]


def jobs(*, queue: str = "", state: str = "") -> QuerySet[ProcrastinateJob]:
    """Newest first, each with its last error and the moment it last moved."""
    failures = Failure.objects.filter(job_id=OuterRef("id")).order_by("-at")
    moves = ProcrastinateEvent.objects.filter(job_id=OuterRef("id")).order_by("-id")
    found = ProcrastinateJob.objects.order_by("-id").annotate(
        last_error=Subquery(failures.values("error")[:1]), moved_at=Subquery(moves.values("at")[:1])
    )
    if queue:
        found = found.filter(queue_name=queue)
    if state in STATES:
        found = found.filter(status=state)
    return found


def worker_alive(now: datetime, within: timedelta) -> bool:
    """Whether a worker gave a sign of life within this time."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - within).exists()


def failed_jobs() -> int:
    """How many jobs failed for good and wait for somebody to look."""
    return ProcrastinateJob.objects.filter(status="failed").count()
