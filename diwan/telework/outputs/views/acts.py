"""What is done with a task, one page an act."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import KEPT, MEANINGS, Quality
from ..forms import tasks as forms
from ..models import Task
from ..operations import tasks, time
from ..queries import people
from .shared import country_and_today, demand_manager, task_shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

METHODS = ["GET", "HEAD", "POST"]
with_files = functools.partial(idempotent, first=files.receive)


def page(request: HttpRequest, task: Task, form: Form, title: Any, button: Any, **more: Any) -> HttpResponse:
    """The form of an act; whoever may not do it is told so before they write."""
    allowed = policies.may_do if more.pop("doer", False) else policies.may_manage
    if not allowed(request.actor, task):
        raise NotAllowed
    country, _today = country_and_today(task.administration_id)
    context = {"task": task, "form": form, "title": title, "button": button, "country": country, **more}
    return render(request, "outputs/act.html", context, status=422 if form.is_bound else 200)


def done(form: Form, field: str | None, act: Callable[[], Any], *ours: type[Refusal]) -> bool:
    """Do it; a refusal that the form can say stands in the form, with what was typed."""
    try:
        act()
    except ours as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


@require_http_methods(METHODS)
@with_files
def deliver(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    form = forms.DeliverForm(request.POST if request.method == "POST" else None)
    received, problems = getattr(request, "received", []), getattr(request, "problems", [])
    if request.method == "POST" and form.is_valid() and not problems:
        act = functools.partial(
            tasks.deliver,
            actor=request.actor,
            task_id=task.pk,
            text=form.cleaned_data["text"],
            file_ids=[one.pk for one in received],
            now=timezone.now(),
        )
        if done(form, "text", act, tasks.NothingDelivered):
            return redirect("outputs:task", task.pk)
    kept = [(files.ticket(one), one) for one in received]
    more = {"doer": True, "with_files": True, "kept": kept, "problems": problems}
    return page(request, task, form, _("Deliver the output"), _("Deliver"), **more)


@require_http_methods(METHODS)
@idempotent
def accept(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    last = task.deliveries.order_by("-number").first()
    form = forms.AcceptForm(request.POST or None, initial={"version": last.number if last else 0})
    if request.method == "POST" and form.is_valid():
        tasks.accept(actor=request.actor, task_id=task.pk, now=timezone.now(), **form.cleaned_data)
        return redirect("outputs:task", task.pk)
    meanings = [(quality.label, MEANINGS[quality]) for quality in reversed(Quality)]
    return page(request, task, form, _("Accept the output"), _("Accept"), meanings=meanings, **read(request, last))


def read(request: HttpRequest, last: Any) -> dict[str, Any]:
    """The version that is judged, under the eyes of whoever judges it."""
    joined = last.files.all() if last else []
    return {"last": last, "joined": [(file, files.link(file, purpose=KEPT, actor=request.actor)) for file in joined]}


@require_http_methods(METHODS)
@idempotent
def return_(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    last = task.deliveries.order_by("-number").first()
    form = forms.ReturnForm(request.POST or None, initial={"version": last.number if last else 0})
    if request.method == "POST" and form.is_valid():
        tasks.return_(actor=request.actor, task_id=task.pk, now=timezone.now(), **form.cleaned_data)
        return redirect("outputs:task", task.pk)
    return page(request, task, form, _("Return the output"), _("Return it"), **read(request, last))


@require_http_methods(METHODS)
@idempotent
def agree(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    if request.method == "POST":
        tasks.agree(actor=request.actor, task_id=task.pk, now=timezone.now())
        return redirect("outputs:task", task.pk)
    return page(request, task, forms.forms.Form(), _("Agree to this task?"), _("Agree"))


@require_http_methods(METHODS)
@idempotent
def decline(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tasks.decline(actor=request.actor, task_id=task.pk, now=timezone.now(), **form.cleaned_data)
        return redirect("outputs:task", task.pk)
    return page(request, task, form, _("Decline the proposal"), _("Decline"))


@require_http_methods(METHODS)
@idempotent
def cancel(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tasks.cancel(actor=request.actor, task_id=task.pk, now=timezone.now(), **form.cleaned_data)
        return redirect("outputs:task", task.pk)
    doer = task.state == "proposed" and policies.may_do(request.actor, task)
    return page(request, task, form, _("Cancel the task?"), _("Cancel it"), doer=doer, grave=True)


@require_http_methods(METHODS)
@idempotent
def ask_time(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    form = forms.TimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = functools.partial(time.ask, actor=request.actor, task_id=task.pk, now=timezone.now(), **form.cleaned_data)
        if done(form, "due_on", act, time.NotLater):
            return redirect("outputs:task", task.pk)
    return page(request, task, form, _("Ask for more time"), _("Send the request"), doer=True)


@require_http_methods(METHODS)
@idempotent
def answer_time(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    form = forms.AnswerTimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        time.answer(actor=request.actor, task_id=task.pk, now=timezone.now(), **form.cleaned_data)
        return redirect("outputs:task", task.pk)
    asked = task.extensions.filter(granted=None).first()
    return page(request, task, form, _("More time is asked"), _("Answer"), asked=asked)


def choices(request: HttpRequest, but: int) -> list[tuple[int, str]]:
    """Whom a task can be given to: the people of one's own units and just below."""
    found = people.found(request.actor, request.GET.get("q", ""), timezone.now())
    return [(one.person_id, f"{one.name.here} · {one.unit.here}") for one in found if one.person_id != but]


@require_http_methods(METHODS)
@idempotent
def move(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_shown(request, task_id)
    form = forms.MoveForm(request.POST or None, people=choices(request, task.person_id))
    if request.method == "POST" and form.is_valid():
        said = {"person_id": form.cleaned_data["person"], "reason": form.cleaned_data["reason"]}
        tasks.move(actor=request.actor, task_id=task.pk, now=timezone.now(), **said)
        return redirect("outputs:task", task.pk)
    return page(request, task, form, _("Give the task to somebody else"), _("Give it"), search=True)


@require_http_methods(METHODS)
@idempotent
def move_all(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything somebody still has to do goes to somebody else: their telework ends, or they leave the unit."""
    demand_manager(request)
    rows = list(Task.objects.managed_by(request.actor).of(person_id).live().select_related("person").order_by("due_on"))
    if not rows:
        raise Http404
    form = forms.MoveForm(request.POST or None, people=choices(request, person_id))
    if request.method == "POST" and form.is_valid():
        tasks.move_all(
            actor=request.actor,
            person_id=person_id,
            to_id=form.cleaned_data["person"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return redirect("outputs:team")
    country, _today = country_and_today(rows[0].administration_id)
    context = {"tasks": rows, "person": rows[0].person, "form": form, "country": country}
    return render(request, "outputs/move_all.html", context, status=422 if form.is_bound else 200)
