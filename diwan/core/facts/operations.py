"""Telling a fact, and what an operator may do to jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from diwan.kit.refusals import NotAllowed, Refusal

from . import jobs, policies, wire

if TYPE_CHECKING:
    from datetime import datetime


class JobMoved(Refusal):
    message = _("This job is no longer in the state you saw; nothing was done.")
    advice = _("Look at the list again.")


class TwinWaiting(Refusal):
    message = _("The same scheduled job already waits; nothing was done.")


def tell(fact: Any) -> None:
    """Put one job in the queue for each who hears this fact, in the transaction of the act.

    Raises:
        OutsideTransaction: there is no transaction.
        NotAFact: it does not travel as JSON.
    """
    told = wire.encode(fact)
    jobs.defer([hearer.row(told, fields=told["fields"]) for hearer in jobs.HEARERS[type(fact)]])


@transaction.atomic
def retry_job(*, job_id: int, actor: Any, now: datetime) -> None:
    """Send a failed job back to the queue, for a new series of tries.

    Raises:
        NotAllowed, JobMoved, TwinWaiting
    """
    _ask(actor)
    if not ProcrastinateJob.objects.select_for_update().filter(id=job_id, status="failed").exists():
        raise JobMoved
    if not _back_to_queue(job_id, now=now):
        raise TwinWaiting


@transaction.atomic
def retry_failed_jobs(*, queue: str = "", actor: Any, now: datetime) -> int:
    """Send back every failed job (of a queue), and say how many. Scheduled jobs whose next tick waits are left.

    Raises:
        NotAllowed
    """
    _ask(actor)
    failed = ProcrastinateJob.objects.select_for_update(skip_locked=True).filter(status="failed").order_by("id")
    if queue:
        failed = failed.filter(queue_name=queue)
    return sum(_back_to_queue(job_id, now=now) for job_id in list(failed.values_list("id", flat=True)))


@transaction.atomic
def cancel_job(*, job_id: int, actor: Any) -> None:
    """Take a waiting job out of the queue; it stays visible as cancelled.

    Raises:
        NotAllowed, JobMoved
    """
    _ask(actor)
    if not jobs.manager().cancel_job_by_id(job_id):
        raise JobMoved


def _back_to_queue(job_id: int, *, now: datetime) -> bool:
    """False when a twin of a scheduled job already waits."""
    try:
        with transaction.atomic():
            jobs.manager().retry_job_by_id(job_id, retry_at=now)
    except (ConnectorException, IntegrityError, InternalError):
        return False
    return True


def _ask(actor: Any) -> None:
    if not policies.may_operate(actor):
        raise NotAllowed
