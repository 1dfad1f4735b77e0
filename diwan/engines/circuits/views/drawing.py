"""The editor: a version is drawn in the page, one change at a time, with or without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent

from .. import editing
from ..definition import from_json
from ..diagram import drawn_boxes
from ..enums import VersionState
from ..faults import Fault
from ..forms.rules import ConditionForm
from ..forms.steps import PostPick, StepForm
from ..operations import drawing
from ..queries import pages
from ..queries.proofs import faults_of
from .showing import circuit_of, country_of, place, version_of

if TYPE_CHECKING:
    from ..definition import Definition
    from ..models import CircuitVersion

LAST = "circuits-last-change"  # in the session: the drawing before the last change, to undo it


@require_GET
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """A drawing: to be edited while it is a draft, to be read afterwards."""
    row = version_of(request, version_id)
    return shown(request, row, request.GET.get("step", ""))


@require_POST
@idempotent
def change(request: HttpRequest, version_id: int) -> HttpResponse:
    """One change of the drawing: a step added, moved, removed; how many must agree; the last change undone."""
    row = version_of(request, version_id)
    key = request.POST.get("step", "")
    try:
        asked = editing.Change(request.POST.get("act", ""))
        if asked == editing.Change.UNDO:
            after, focus = undone(request, row, key)
        else:
            after, focus = editing.changed(row.drawn, asked, key, number(request.POST.get("quorum")))
    except (KeyError, ValueError):
        return stale(request, row)
    try:
        drawing.draw(
            actor=request.actor,
            version_id=row.pk,
            definition=after,
            base=number(request.POST.get("base")),
            now=timezone.now(),
        )
    except drawing.Redrawn:
        return stale(request, row)
    adding = asked in (editing.Change.ADD, editing.Change.BESIDE)
    return drawn(request, row, focus, SAID[asked], form=adding)


@require_POST
@idempotent
def step(request: HttpRequest, version_id: int) -> HttpResponse:
    """What a step says is saved, faults and all; the checker tells them on the drawing."""
    row = version_of(request, version_id)
    key = request.POST.get("step", "")
    try:
        editing.place(row.drawn, key)
    except KeyError:
        return stale(request, row)
    form = form_of(row, key, request.POST)
    if request.POST.get("act") == "search" or not form.is_valid():
        return shown(request, row, key, form=form, focus="form", status=422)
    try:
        drawing.draw(
            actor=request.actor,
            version_id=row.pk,
            definition=editing.said(row.drawn, form.said),
            base=number(request.POST.get("base")),
            now=timezone.now(),
        )
    except drawing.Redrawn as refusal:  # what was typed stays in the form, over the drawing as it is now
        row.refresh_from_db()
        return shown(request, row, key, form=form, notice=str(refusal), focus="form", status=409)
    return drawn(request, row, key, _("The step is saved."))


SAID: dict[editing.Change, Any] = {
    editing.Change.ADD: gettext_lazy("A step was added."),
    editing.Change.BESIDE: gettext_lazy("A step was added beside it."),
    editing.Change.REMOVE: gettext_lazy("The step was removed."),
    editing.Change.EARLIER: gettext_lazy("The step was moved earlier."),
    editing.Change.LATER: gettext_lazy("The step was moved later."),
    editing.Change.STAGE_EARLIER: gettext_lazy("The stage was moved earlier."),
    editing.Change.STAGE_LATER: gettext_lazy("The stage was moved later."),
    editing.Change.STAGE_REMOVE: gettext_lazy("The stage was removed."),
    editing.Change.QUORUM: gettext_lazy("How many must agree was changed."),
    editing.Change.UNDO: gettext_lazy("The last change was undone."),
}


def drawn(request: HttpRequest, was: CircuitVersion, focus: str, said: Any, *, form: bool = False) -> HttpResponse:
    """After a change: the drawing as it is now, with what is needed to undo it."""
    request.session[LAST] = {"version": was.pk, "edits": was.edits + 1, "definition": was.definition, "step": focus}
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, str(said))
        address = reverse("circuits:version", args=[was.pk])
        return redirect(f"{address}?step={focus}#step-form" if form else f"{address}#step-{focus}")
    row = version_of(request, was.pk)
    return shown(request, row, focus if form else "", said=str(said), focus="form" if form else focus)


def undone(request: HttpRequest, row: CircuitVersion, key: str) -> tuple[Definition, str]:
    """The drawing before the last change, if it was made here and nothing came after it.

    Raises:
        KeyError: there is none.
    """
    last = request.session.get(LAST) or {}
    if last.get("version") != row.pk or last.get("edits") != row.edits:
        raise KeyError(key)
    before = from_json(last["definition"])
    keys = [step.key for _stage, step in before.steps()]
    return before, key if key in keys else (keys[-1] if keys else "")


def stale(request: HttpRequest, row: CircuitVersion) -> HttpResponse:
    """Somebody drew meanwhile: their drawing is shown, and nothing was written over it."""
    row.refresh_from_db()
    return shown(request, row, "", notice=str(drawing.Redrawn()), status=409)


def shown(
    request: HttpRequest,
    row: CircuitVersion,
    key: str,
    *,
    form: StepForm | None = None,
    notice: str = "",
    said: str = "",
    focus: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    drawing_now = row.drawn
    keys = [step.key for _stage, step in drawing_now.steps()]
    key = key if key in keys else ""
    editable = row.state == VersionState.DRAFT
    faults: list[Fault] = faults_of(row, now) if editable else []
    speech = pages.speech_of(row.circuit.type, [drawing_now], now)
    boxes = drawn_boxes(drawing_now, speech, get_language() or "ar", faults)
    last = request.session.get(LAST) or {}
    names = {step.key: step.names.here for _stage, step in drawing_now.steps()}
    context = {
        "version": row,
        "circuit": row.circuit,
        "country": country_of(row.circuit.administration_id),
        "boxes": boxes,
        "editable": editable,
        "current": key,
        "at": drawing_now.stages[editing.place(drawing_now, key)] if key else None,
        "form": (form or form_of(row, key)) if key and editable else None,
        "faults": [(fault, names.get(fault.step, "")) for fault in faults],
        "errors": sum(fault.is_error for fault in faults),
        "loose": [fault for fault in faults if not fault.step and fault.stage is None],
        "may_undo": editable and last.get("version") == row.pk and last.get("edits") == row.edits,
        "notice": notice,
        "said": said,
        "focus": focus,
    }
    template = "circuits/_editor.html" if request.htmx else "circuits/version.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def form_of(row: CircuitVersion, key: str, data: Any = None) -> StepForm:
    now = timezone.now()
    kind = row.circuit.type
    drawing_now = row.drawn
    return StepForm(
        data,
        drawn=drawing_now,
        step=drawing_now.step(key),
        administration_id=row.circuit.administration_id,
        fields=kind.all_fields(),
        units=pages.units_for(kind, now),
        now=now,
    )


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


# --- what the form asks for while one types -----------------------------------------------------------------------


@require_GET
def condition(request: HttpRequest, circuit_id: int) -> HttpResponse:
    """A row of a rule again, for the field that was chosen in it; a new row with `more`."""
    row = circuit_of(request, circuit_id)
    text = request.GET.get("row", "")
    if not text.isdecimal() or len(text) > 3:
        raise Http404
    prefix = f"when-{int(text)}"
    start = {name: request.GET.get(f"{prefix}-{name}", "") for name in ("join", "field")}
    form = ConditionForm(
        prefix=prefix,
        known=row.type.all_fields(),
        units=pages.units_for(row.type, timezone.now()),
        number=int(text),
        initial={**start, "join": start["join"] or "and"},
    )
    return render(request, "circuits/_condition.html", {"row": form, "circuit": row, "more": "more" in request.GET})


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """The posts that words mean, to choose one."""
    tenant, _context = place(request)
    form = PostPick(initial={name: request.GET.get(name, "") for name in ("post_words", "post")})
    form.offer(tenant.id, timezone.now())
    return render(request, "circuits/_posts.html", {"form": form})
