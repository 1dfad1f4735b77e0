"""The board of the programme, and the page of each step."""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.acts import api as acts
from diwan.telework.rules.api import PROGRAMME

from . import acting, operations, policies, queries, sheets
from .capacity import suffices, verdicts
from .enums import DOCUMENT
from .forms import BeginForm
from .models import Programme
from .path import kind_of

if TYPE_CHECKING:
    from datetime import date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def home(request: HttpRequest) -> HttpResponse:
    """The board; where no programme was begun, the form that begins one."""
    now = timezone.now()
    programmes = list(_programmes(request).order_by("pk"))
    asked = request.GET.get("programme", "")
    programme = next((one for one in programmes if str(one.pk) == asked), programmes[0] if programmes else None)
    roots = _roots(request, {one.administration_id for one in programmes})
    if programme is None and not roots:
        raise NotAllowed
    initial = {"administration": roots[0].unit.administration_id if roots else None}
    form = BeginForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["administration"]
        if wanted not in {root.unit.administration_id for root in roots}:
            raise NotAllowed
        made = operations.begin(
            actor=request.actor, administration_id=wanted, title=form.cleaned_data["title"], now=now
        )
        messages.success(request, _("The programme is begun: start with its objectives."))
        return redirect("programmes:step", made.pk, "objectives")
    context: dict[str, Any] = {"programme": programme, "programmes": programmes, "roots": roots, "form": form}
    if programme is not None:
        context |= _standing(request, programme, now)
    return render(request, "programmes/home.html", context, status=422 if form.errors else 200)


def _standing(request: HttpRequest, programme: Programme, now: Any) -> dict[str, Any]:
    return {
        "board": queries.board(programme, _today(programme, now)),
        "country": programme.administration.country,
        "members": programme.members.filter(left_at=None).select_related("person"),
        "acts": acts.about(programme.subject),
        "may_run": policies.may_run(request.actor, programme),
    }


def take_document(request: HttpRequest) -> None:
    """Store the document before the transaction opens."""
    request.document = None  # type: ignore[attr-defined]
    upload = request.FILES.get("document") if request.method == "POST" else None
    if upload:
        content = io.BytesIO(upload.read())
        request.document = files.store(content, name=upload.name or "document", now=timezone.now())  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=take_document)
def step(request: HttpRequest, programme_id: int, code: str) -> HttpResponse:
    """One step: what it holds, what it lacks, its owner, date, document and history; and what may be done to it."""
    programme, now = _mine(request, programme_id), timezone.now()
    row = programme.steps.select_related("owner", "file").filter(code=code).first()
    if row is None:
        raise Http404
    choices = acting.choices_for(programme, now)
    bound: dict[str, Any] = {}
    if request.method == "POST":
        if not policies.may_run(request.actor, programme):
            raise NotAllowed
        do = request.POST.get("do", "")
        if do not in {"plan", "finish", "reopen", *acting.OF_STEP.get(code, ())}:
            raise Http404
        form = acting.form_of(do, programme, row, choices, request.POST, request.FILES)
        if form.is_valid():
            try:
                who = {"actor": request.actor, "now": now}
                stored = request.document  # type: ignore[attr-defined]
                acting.perform(do, form, programme, code, stored=stored, who=who)
                messages.success(request, _("Recorded."))
                return redirect("programmes:home" if do == "finish" else request.path)
            except Refusal as refusal:
                form.add_error(None, " ".join(filter(None, (str(refusal), str(refusal.advice)))))
        bound[do] = form
    names = ("plan", "finish", "reopen", *acting.OF_STEP.get(code, ()))
    shown = {name: bound.get(name) or acting.form_of(name, programme, row, choices) for name in names}
    context = _page(request, programme, row, now) | {"forms": shown, "criteria": choices.criteria}
    return render(request, "programmes/step.html", context, status=422 if bound else 200)


def _page(request: HttpRequest, programme: Programme, row: Any, now: Any) -> dict[str, Any]:
    board = queries.board(programme, _today(programme, now))
    line = next(one for one in board.lines if one.step.pk == row.pk)
    context: dict[str, Any] = {
        "programme": programme,
        "step": row,
        "line": line,
        "names": kind_of(row.code).names,
        "country": programme.administration.country,
        "entries": row.entries.select_related("by")[:50],
        "document": files.link(row.file, purpose=DOCUMENT, actor=request.actor) if row.file else "",
        "may_run": policies.may_run(request.actor, programme),
    }
    if row.code == "team":
        context["members"] = programme.members.filter(left_at=None).select_related("person")
    elif row.code == "scope":
        context["exclusions"] = _named(programme.exclusions.select_related("unit"), now)
    elif row.code == "tasks":
        context["grid"] = queries.grid(programme)
    elif row.code == "staff":
        context["proposals"] = programme.proposals.select_related("person")
    elif row.code == "capacity":
        context |= {"verdicts": verdicts(programme.figures), "enough": suffices(programme.figures)}
    elif row.code == "decision":
        context["acts"] = acts.about(programme.subject)
    return context


@require_POST
@idempotent
def remove(request: HttpRequest, programme_id: int, do: str, row_id: int) -> HttpResponse:
    """Take a row out of a step: somebody of the team, an excluded service, a task, a person proposed."""
    programme = _mine(request, programme_id)
    if do not in acting.ROWS:
        raise Http404
    code, ask = acting.ROWS[do]
    operation, said = ask(row_id)
    operation(actor=request.actor, programme_id=programme.pk, now=timezone.now(), **said)
    messages.success(request, _("Recorded."))
    return redirect("programmes:step", programme.pk, code)


@require_POST
@idempotent
def submit(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Bring the decision before the head."""
    programme = _mine(request, programme_id)
    operations.submit(actor=request.actor, programme_id=programme.pk, now=timezone.now())
    messages.success(request, _("The decision goes to the head of the administration for signature."))
    return redirect("programmes:home")


@require_GET
def export(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The grid of tasks as a sheet that may be completed and imported again."""
    programme = _mine(request, programme_id)
    out = io.BytesIO()
    sheets.write(programme, out, right_to_left=get_language_bidi())
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="telework-tasks.xlsx"'
    return response


def _named(exclusions: Any, now: Any) -> list[tuple[Any, str]]:
    rows = list(exclusions)
    names = organisations.units_named([row.unit_id for row in rows], now)
    return [(row, names[row.unit_id].here if row.unit_id in names else "") for row in rows]


def _programmes(request: HttpRequest) -> Any:
    return Programme.objects.visible_to(request.actor).select_related("administration", "unit")


def _mine(request: HttpRequest, programme_id: int) -> Programme:
    """The programme, which for those who neither run it nor are on its team does not exist."""
    programme = _programmes(request).filter(pk=programme_id).first()
    if programme is None:
        if not request.actor.may(PROGRAMME):
            raise NotAllowed
        raise Http404
    return programme


def _roots(request: HttpRequest, begun: set[int]) -> list[Any]:
    """The administrations whose adoption this actor runs and that have no programme yet."""
    rows = organisations.administrations(timezone.localdate()).filter(
        organisations.within(request.actor, PROGRAMME, "unit")
    )
    return [row for row in rows.select_related("unit") if row.unit.administration_id not in begun]


def _today(programme: Programme, now: Any) -> date:
    return calendars.local_day(now, programme.administration.country)
