"""The pages of incidents: declared in two steps, followed to their end by the security officers."""

from __future__ import annotations

import functools
import io
import tempfile
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit import navigation, spreadsheets
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from . import evidence, operations, queries
from .enums import KEPT, Kind, State
from .forms import CloseForm, DeclareForm, MeasureForm, SendingForm, WeighForm
from .models import Incident
from .policies import SECURITY, may_guard

if TYPE_CHECKING:
    from datetime import datetime

LARGEST = 20_000  # lines of an exported list
IN_MEMORY = 32 << 20  # bytes of a bundle before it goes to disk


def seat_of(request: HttpRequest) -> Any:
    """The first seat of whoever asks: an incident is declared where one sits.

    Raises:
        NotAllowed: they sit nowhere.
    """
    seats = request.actor.seats  # type: ignore[attr-defined]
    if not seats:
        raise NotAllowed
    return seats[0]


def incident(request: HttpRequest, incident_id: int) -> Incident:
    rows = Incident.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    rows = rows.select_related("administration", "about_person", "declared_by", "closed_by")
    row = rows.filter(pk=incident_id).first()
    if row is None:
        raise Http404
    return row


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Step one: what happened. A lost device has its own button, which cuts the access first."""
    seat_of(request)
    mine = Incident.objects.visible_to(request.actor).filter(declared_by=request.actor.person_id)  # type: ignore[attr-defined]
    context = {
        "kinds": [(kind.value, kind.label) for kind in Kind if kind != Kind.DEVICE],
        "lost": navigation.address("safe_access:report_lost"),
        "mine": mine.select_related("administration").order_by("-declared_at")[:20],
    }
    return render(request, "incidents/choose.html", context)


@require_http_methods(["GET", "POST"])
@functools.partial(idempotent, first=files.receive)
def declare(request: HttpRequest, kind: str) -> HttpResponse:
    """Step two: when and what, with files; sent, the security officers know at once."""
    seat, now = seat_of(request), timezone.now()
    if kind not in Kind.values:
        raise Http404
    zone = calendars.zone(organisations.country_of(seat.administration_id))
    received, problems = getattr(request, "received", []), getattr(request, "problems", [])
    form = DeclareForm(request.POST or None, zone=zone, initial={"discovered_at": now, "about_me": True})
    if request.method == "POST" and form.is_valid() and not problems:
        said = dict(form.cleaned_data)
        about = request.actor.person_id if said.pop("about_me") else None  # type: ignore[attr-defined]
        try:
            row = operations.declare(
                actor=request.actor,  # type: ignore[attr-defined]
                kind=kind,
                about_person_id=about,
                administration_id=seat.administration_id,
                file_ids=[file.pk for file in received],
                now=now,
                **said,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Declared: the security officers have been told."))
            return redirect("incidents:one", row.pk)
    for name, refusal in problems:
        form.add_error(None, _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal})
    kept = [(files.ticket(file), file) for file in received]
    context = {"form": form, "kept": kept, "kind": Kind(kind).label}
    return render(request, "incidents/declare.html", context, status=422 if form.errors else 200)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The incidents of one's administrations, under filters."""
    if not request.actor.may(SECURITY):  # type: ignore[attr-defined]
        raise NotAllowed
    now, asked = timezone.now(), queries.Asked.of(request.GET)
    rows, before, after = queries.page_of(request.actor, asked, now)  # type: ignore[attr-defined]
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    context = {
        "rows": [(row, row.late(now)) for row in rows],
        "asked": asked,
        "before": before,
        "after": after,
        "query": query.urlencode(),
        "kinds": Kind.choices,
        "states": State.choices,
    }
    return render(request, "incidents/list.html", context)


@require_GET
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """The list under the same filters, for a spreadsheet."""
    if not request.actor.may(SECURITY):  # type: ignore[attr-defined]
        raise NotAllowed
    now = timezone.now()
    rows = queries.incidents(request.actor, queries.Asked.of(request.GET), now)  # type: ignore[attr-defined]
    head = [
        _("Reference"),
        _("Kind"),
        _("Title"),
        _("Gravity"),
        _("State"),
        _("Discovered (legal time)"),
        _("To be reported before (legal time)"),
        _("Reported to the authority"),
    ]

    def legal(at: datetime, row: Incident) -> datetime:
        zone = calendars.zone(row.administration.country)
        return at.astimezone(zone).replace(tzinfo=None, microsecond=0)

    lines = (
        [
            row.reference,
            row.get_kind_display(),
            row.title,
            row.get_gravity_display(),
            row.get_state_display(),
            legal(row.discovered_at, row),
            legal(row.due_at, row),
            _("yes") if row.sent else "",  # type: ignore[attr-defined]
        ]
        for row in rows.order_by("-discovered_at", "-pk")[:LARGEST]
    )
    write = spreadsheets.write_xlsx if extension == "xlsx" else spreadsheets.write_csv
    stream = io.BytesIO()
    write(stream, head, lines, title=_("Security incidents"), right_to_left=get_language() == "ar")
    response = HttpResponse(stream.getvalue(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="incidents.{extension}"'
    return response


@require_GET
def one(request: HttpRequest, incident_id: int) -> HttpResponse:
    """An incident: its clock, its timeline, its files; for officers, what may be done."""
    row, now = incident(request, incident_id), timezone.now()
    return render(request, "incidents/one.html", page_of(request, row, now))


def page_of(request: HttpRequest, row: Incident, now: datetime, **forms: Any) -> dict[str, Any]:
    country = row.administration.country
    zone, guards = calendars.zone(country), may_guard(request.actor, row.administration_id)  # type: ignore[attr-defined]
    offered = guards and row.is_open
    return {
        "row": row,
        "country": country,
        "guards": guards,
        "late": row.late(now),
        "authority": queries.authority_of(country),
        "measures": row.measures.select_related("by"),
        "sendings": row.sendings.select_related("by"),
        "pieces": files.shown(
            [piece.file for piece in row.pieces.select_related("file")],
            purpose=KEPT,
            actor=request.actor,  # type: ignore[attr-defined]
        ),
        "measure_form": forms.get("measure")
        or (offered and MeasureForm(zone=zone, auto_id="measure-%s", initial={"at": now})),
        "sending_form": forms.get("sending")
        or (offered and SendingForm(zone=zone, auto_id="sending-%s", initial={"sent_at": now})),
        "weigh_form": offered
        and WeighForm(auto_id="weigh-%s", initial={"gravity": row.gravity, "personal_data": row.personal_data}),
        "close_form": forms.get("close") or (offered and CloseForm(auto_id="close-%s")),
    }


def act(request: HttpRequest, row: Incident, slot: str, form: Any, run: Any, done: str) -> HttpResponse:
    """Run an act whose form stands on the page of the incident; a mistake shows the page again with what was typed."""
    if form.is_valid():
        try:
            run(form.cleaned_data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("incidents:one", row.pk)
    return render(request, "incidents/one.html", page_of(request, row, timezone.now(), **{slot: form}), status=422)


def guarded(request: HttpRequest, incident_id: int) -> tuple[Incident, dict[str, Any], Any]:
    """The incident for one of its officers, what every operation is given, and the legal zone.

    Raises:
        Http404, NotAllowed
    """
    row = incident(request, incident_id)
    actor = request.actor  # type: ignore[attr-defined]
    if not may_guard(actor, row.administration_id):
        raise NotAllowed
    zone = calendars.zone(row.administration.country)
    return row, {"actor": actor, "incident_id": row.pk, "now": timezone.now()}, zone


@require_POST
@idempotent
def measure(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Add to the timeline."""
    row, who, zone = guarded(request, incident_id)
    form = MeasureForm(request.POST, zone=zone, auto_id="measure-%s")
    return act(
        request, row, "measure", form, lambda said: operations.note_measure(**who, **said), _("Added to the timeline.")
    )


@require_POST
@idempotent
def sending(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Note that a human sent the form to the authority."""
    row, who, zone = guarded(request, incident_id)
    form = SendingForm(request.POST, zone=zone, auto_id="sending-%s")
    code = queries.authority_of(row.administration.country).code
    return act(
        request,
        row,
        "sending",
        form,
        lambda said: operations.note_sending(authority=code, **who, **said),
        _("Noted: the authority was told."),
    )


@require_POST
@idempotent
def weigh(request: HttpRequest, incident_id: int) -> HttpResponse:
    """How grave it is, and whether personal data is concerned."""
    row, who, _zone = guarded(request, incident_id)
    form = WeighForm(request.POST)
    return act(request, row, "weigh", form, lambda said: operations.weigh(**who, **said), _("Noted."))


@require_POST
@idempotent
def close(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Close it with its lessons."""
    row, who, _zone = guarded(request, incident_id)
    form = CloseForm(request.POST, auto_id="close-%s")
    return act(request, row, "close", form, lambda said: operations.close(**who, **said), _("The incident is closed."))


@require_POST
@functools.partial(idempotent, first=files.receive)
def add_files(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Attach files to an open incident."""
    row = incident(request, incident_id)
    chosen = [file.pk for file in request.received]  # type: ignore[attr-defined]
    for name, refusal in request.problems:  # type: ignore[attr-defined]
        messages.error(request, _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal})
    if chosen:
        operations.add_files(actor=request.actor, incident_id=row.pk, file_ids=chosen, now=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, _("The files are attached."))
    return redirect("incidents:one", row.pk)


@require_GET
def form_pdf(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The authority's form, filled: to be read, printed or copied by a human, who sends it."""
    row, _who, _zone = guarded(request, incident_id)
    response = HttpResponse(evidence.form_pdf(row, timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.reference}.pdf"'
    return response


@require_GET
def bundle(request: HttpRequest, incident_id: int) -> FileResponse:
    """Everything about the incident in one archive, with the hash of each part."""
    row, _who, _zone = guarded(request, incident_id)
    stream = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the answer closes it, read or not
    evidence.bundle(row, stream, timezone.now())
    stream.seek(0)
    name = f"{row.reference}.zip"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")
