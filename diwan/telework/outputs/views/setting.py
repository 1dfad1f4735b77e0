"""Setting a task, proposing one, and telling what stands in the way."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..forms.tasks import ProblemForm, ProposalForm, SearchForm, TaskForm
from ..operations import reports, tasks
from ..queries import people
from .shared import country_and_today, demand_manager, demand_seat, seats_of, standards_for, task_shown

# What the form itself could say: it is shown again with what was typed.
OF_THE_FORM = (tasks.DuePast, tasks.StandardOver)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Whom the task is for."""
    demand_manager(request)
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = people.found(request.actor, text, timezone.now())
    return render(request, "outputs/choose.html", {"form": form, "q": text, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set a task to one person."""
    administration_id = demand_manager(request)
    now = timezone.now()
    sits = people.exists(person_id) and person_id != request.actor.person_id
    worker = people.worker(request.actor, person_id, now) if sits else None
    if worker is None:
        raise Http404
    country, today = country_and_today(administration_id)
    form = TaskForm(request.POST or None, standards=standards_for(administration_id, today))
    if request.method == "POST" and form.is_valid():
        try:
            wanted = tasks.Wanted(**form.wanted())
            task = tasks.set_task(actor=request.actor, person_id=person_id, wanted=wanted, now=now)
            messages.success(request, _("The task is set."))
            return redirect("outputs:task", task.pk)
        except OF_THE_FORM as refusal:
            form.add_error("due_on" if isinstance(refusal, tasks.DuePast) else "standard", str(refusal))
    context = {"form": form, "worker": worker, "country": country}
    return render(request, "outputs/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a task to whoever manages one's unit."""
    administration_id = demand_seat(request)
    _country, today = country_and_today(administration_id)
    standards = standards_for(administration_id, today)
    form = ProposalForm(request.POST or None, standards=standards, units=seats_of(request.actor))
    if request.method == "POST" and form.is_valid():
        unit_id = form.cleaned_data["unit"]
        try:
            wanted = tasks.Wanted(**form.wanted())
            task = tasks.propose(actor=request.actor, unit_id=unit_id, wanted=wanted, now=timezone.now())
            return redirect("outputs:task", task.pk)
        except OF_THE_FORM as refusal:
            form.add_error("due_on" if isinstance(refusal, tasks.DuePast) else "standard", str(refusal))
    return render(request, "outputs/new.html", {"form": form, "worker": None}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def problem(request: HttpRequest, task_id: int | None = None) -> HttpResponse:
    """What stands in the way, for the report of the week."""
    demand_seat(request)
    task = task_shown(request, task_id) if task_id else None
    if task is not None and not policies.may_do(request.actor, task):
        raise NotAllowed
    form = ProblemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            reports.tell_problem(actor=request.actor, text=text, task_id=task_id, now=timezone.now())
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("It will be in the report of the week."))
            return redirect("outputs:task", task.pk) if task else redirect("outputs:mine")
    return render(request, "outputs/problem.html", {"form": form, "task": task}, status=422 if form.is_bound else 200)
