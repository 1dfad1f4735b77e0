"""An administration's own procedures: the list, a new one, a new version, its history, closing, and a look before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.readonly import reads_only
from diwan.kit.refusals import NotAllowed, Refusal

from .. import queries
from ..forms import CloseForm, NewForm, Pieces, TermsForm, initial_of, pieces_of
from ..models import MANAGE, Procedure, ProcedureVersion
from ..operations import keeping, versions
from ..terms import Terms, differences, terms_of
from .catalogue import shown

if TYPE_CHECKING:
    from datetime import datetime


@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """What this actor keeps."""
    refuse_others(request)
    text = request.GET.get("q", "").strip()
    rows = queries.kept(request.actor, at=timezone.now(), text=text)
    return render(request, "procedures/manage.html", {"rows": rows, "q": text, "roots": roots(request)})


@require_GET
def history(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """One procedure: what its depositors see, and what changed from version to version."""
    return history_page(request, mine(request, procedure_id), CloseForm(), timezone.now())


def history_page(
    request: HttpRequest, procedure: Procedure, close_form: CloseForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    rows = list(procedure.versions.prefetch_related("needed_pieces").order_by("starts_on"))
    today = calendars.local_day(now, procedure.country)
    state, version = queries.standing(rows, today)
    version.procedure = procedure
    changes = [(rows[0], []), *((after, compared(before, after)) for before, after in pairwise(rows))]
    close_form.fields["on"].widget.attrs["min"] = today.isoformat()
    context = {
        "procedure": procedure,
        "version": version,
        "state": state,
        "changes": changes[::-1],
        "used": {row.pk for row in rows if versions.used(row)},
        "close_form": close_form,
        **shown(queries.card_of(version), now),
    }
    return render(request, "procedures/history.html", context, status=status)


def compared(before: ProcedureVersion, after: ProcedureVersion) -> list[tuple[str, str, str]]:
    """What a version changed: the field in words, what it said, what it says."""
    old, new = terms_of(before), terms_of(after)
    return [(label(name), said(old, name), said(new, name)) for name in differences(old, new)]


def label(name: str) -> str:
    if name in {"names", "pieces"}:
        return _("names") if name == "names" else _("needed pieces")
    return str(field_of(name).verbose_name)


def field_of(name: str) -> Any:
    return ProcedureVersion._meta.get_field(name.removesuffix("_id"))


def said(terms: Terms, name: str) -> str:
    value = getattr(terms, name)
    if isinstance(value, organisations.Names):
        return value.here
    if name == "pieces":
        return _(", ").join(piece.names.here for piece in value)
    if name == "unit_id":
        return organisations.unit_name(value, timezone.localdate(), get_language() or "ar") if value else ""
    choices = dict(field_of(name).choices or {})
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(choices.get(value, value))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """A new procedure."""
    refuse_others(request)
    now, root = timezone.now(), chosen_root(request)
    today = calendars.local_day(now, root.administration.country)
    form, pieces = NewForm(request.POST or None, root=root, today=today), Pieces(request.POST or None, prefix="pieces")
    if request.method == "POST" and form.is_valid() and pieces.is_valid():
        try:
            version = keeping.offer(
                actor=request.actor,
                administration_id=root.administration_id,
                code=form.cleaned_data["code"],
                terms=form.terms(pieces_of(pieces)),
                starts_on=form.cleaned_data["starts_on"],
                now=now,
            )
            messages.success(request, _("The procedure is in the catalogue."))
            return redirect("procedures:history", version.procedure_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return edit_page(request, form, pieces, root)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """A new version from a day on, or the correction of one that nobody used yet."""
    procedure, now = mine(request, procedure_id), timezone.now()
    root = organisations.root_unit(procedure.administration_id)  # type: ignore[arg-type]
    today = calendars.local_day(now, procedure.country)
    rows = list(procedure.versions.prefetch_related("needed_pieces").order_by("starts_on"))
    initial, rows_of_pieces = initial_of(queries.standing(rows, today)[1])
    form = TermsForm(request.POST or None, root=root, today=today, initial={**initial, "starts_on": today})
    pieces = Pieces(request.POST or None, prefix="pieces", initial=rows_of_pieces)
    if request.method == "POST" and form.is_valid() and pieces.is_valid():
        try:
            keeping.revise(
                actor=request.actor,
                procedure_id=procedure.pk,
                terms=form.terms(pieces_of(pieces)),
                starts_on=form.cleaned_data["starts_on"],
                now=now,
            )
            messages.success(request, _("The version is recorded."))
            return redirect("procedures:history", procedure.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return edit_page(request, form, pieces, root, procedure)


def edit_page(
    request: HttpRequest, form: TermsForm, pieces: Any, root: Any, procedure: Procedure | None = None
) -> HttpResponse:
    context = {"form": form, "pieces": pieces, "root": root, "procedure": procedure}
    bad = form.errors or (pieces.is_bound and not pieces.is_valid())
    return render(request, "procedures/edit.html", context, status=422 if bad else 200)


@require_POST
@reads_only
def preview(request: HttpRequest) -> HttpResponse:
    """What the depositor would see of what is typed, and the due date of a letter handed in today. Nothing is kept."""
    refuse_others(request)
    now, root = timezone.now(), chosen_root(request)
    country = root.administration.country
    form = TermsForm(request.POST, root=root, today=calendars.local_day(now, country))
    pieces, context = Pieces(request.POST, prefix="pieces"), dict[str, Any]()
    if form.is_valid() and pieces.is_valid():
        terms = form.terms(pieces_of(pieces))
        try:
            versions.refuse_beyond_the_law(country, terms, form.cleaned_data["starts_on"])
            card = queries.card_of_terms(terms, country, root.administration_id, form.cleaned_data["starts_on"])
            context = shown(card, now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    template = "procedures/_preview.html" if request.htmx else "procedures/preview.html"
    return render(request, template, {"form": form, **context})


@require_POST
@idempotent
def close(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """Offer it no more from a day on."""
    procedure, form, now = mine(request, procedure_id), CloseForm(request.POST), timezone.now()
    if form.is_valid():
        try:
            keeping.close(actor=request.actor, procedure_id=procedure.pk, on=form.cleaned_data["on"], now=now)
            messages.success(request, _("The procedure is closed from that day."))
            return redirect("procedures:history", procedure.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return history_page(request, procedure, form, now, status=422)


def refuse_others(request: HttpRequest) -> None:
    if not request.actor.may(MANAGE):
        raise NotAllowed


def mine(request: HttpRequest, procedure_id: int) -> Procedure:
    """The procedure, which for those who do not keep it does not exist."""
    refuse_others(request)
    procedure = Procedure.objects.visible_to(request.actor).filter(pk=procedure_id).first()
    if procedure is None:
        raise Http404
    return procedure


def roots(request: HttpRequest) -> list[Any]:
    """The administrations whose procedures this actor keeps, by their root units with their names."""
    rows = organisations.administrations(timezone.localdate()).filter(
        organisations.within(request.actor, MANAGE, "unit")
    )
    return list(rows.select_related("unit__administration"))


def chosen_root(request: HttpRequest) -> Any:
    """The root unit of the administration asked for, or of the only one."""
    kept = roots(request)
    asked = request.POST.get("administration") or request.GET.get("administration") or ""
    found = [row for row in kept if str(row.unit.administration_id) == asked] or kept[:1]
    if not found:
        raise NotAllowed
    return found[0].unit
