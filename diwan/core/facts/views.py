"""The operator's page: what waits, what runs, what failed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from . import api, operations, policies, queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25
STATE_NAMES = {
    "todo": gettext_lazy("Waiting"),
    "doing": gettext_lazy("Running"),
    "failed": gettext_lazy("Failed"),
    "succeeded": gettext_lazy("Done"),
    "cancelled": gettext_lazy("Cancelled"),
    "aborted": gettext_lazy("Stopped"),
}
TONES = {"todo": "soon", "doing": "mine", "failed": "late", "succeeded": "ok", "cancelled": "calm", "aborted": "calm"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The jobs, filtered by `queue` and `state`; refreshed by htmx every few seconds."""
    if not policies.may_operate(request.actor):  # type: ignore[attr-defined]
        raise NotAllowed
    queue, state = request.GET.get("queue", "")[:128], request.GET.get("state", "")
    page = Paginator(queries.jobs(queue=queue, state=state), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(job, STATE_NAMES.get(job.status, job.status), TONES.get(job.status, "calm")) for job in page]
    context = {
        "page": page,
        "rows": rows,
        "queue": queue,
        "state": state if state in STATE_NAMES else "",
        "queues": queries.queues(),
        "states": STATE_NAMES.items(),
        "alive": api.worker_alive(timezone.now()),
    }
    return render(request, "facts/_jobs.html" if request.htmx else "facts/jobs.html", context)  # type: ignore[attr-defined]


@require_POST
@idempotent
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    operations.retry_job(job_id=job_id, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("The job is back in the queue."))
    return _back(request)


@require_POST
@idempotent
def retry_all(request: HttpRequest) -> HttpResponse:
    queue = request.POST.get("queue", "")
    sent = operations.retry_failed_jobs(queue=queue, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    said = ngettext("%(count)s job is back in the queue.", "%(count)s jobs are back in the queue.", sent)
    messages.success(request, said % {"count": sent})
    return _back(request)


@require_POST
@idempotent
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    operations.cancel_job(job_id=job_id, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The job was taken out of the queue."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was filtered."""
    response = redirect("facts:list")
    query = request.GET.urlencode()
    if query:
        response["Location"] += f"?{query}"
    return response
