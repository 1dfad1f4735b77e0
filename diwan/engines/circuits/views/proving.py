"""Before a drawing is used: what it would change, what is wrong with it, and who would sign."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.calendars import api as calendars
from diwan.kit.idempotency import idempotent

from ..definition import Definition
from ..diagram import Mark, compared, drawn_boxes
from ..enums import VersionState
from ..forms.trying import TryForm
from ..models import CircuitVersion
from ..operations import drawing
from ..queries import pages
from ..queries.proofs import faults_of
from ..queries.trying import Told, people_of, tell
from ..queries.when import forecast
from .drawing import number
from .showing import country_of, version_of


@require_http_methods(["GET", "POST"])
@idempotent
def activate(request: HttpRequest, version_id: int) -> HttpResponse:
    """What will change, said before it does; refused while errors stand."""
    row = version_of(request, version_id)
    now, notice = timezone.now(), ""
    if request.method == "POST":
        try:
            drawing.activate(actor=request.actor, version_id=row.pk, base=number(request.POST.get("base")), now=now)
        except drawing.Redrawn as refusal:
            notice = str(refusal)
            row.refresh_from_db()
        except drawing.HasFaults as refusal:
            notice = str(refusal)
        else:
            messages.success(request, _("The circuit is in use for what is sent from now on."))
            return redirect("circuits:circuit", row.circuit_id)
    active = row.circuit.versions.filter(state=VersionState.ACTIVE).first()
    faults = faults_of(row, now) if row.state == VersionState.DRAFT else []
    names = {step.key: step.names.here for _stage, step in row.drawn.steps()}
    context = {
        **between(row, active, now),
        "faults": [(fault, names.get(fault.step, "")) for fault in faults],
        "errors": sum(fault.is_error for fault in faults),
        "running": pages.running_on(active) if active else 0,
        "notice": notice,
    }
    return render(request, "circuits/activate.html", context, status=409 if notice else 200)


@require_GET
def differences(request: HttpRequest, version_id: int) -> HttpResponse:
    """A version beside the one before it, or another of the same circuit (`?from=`)."""
    row = version_of(request, version_id)
    others = row.circuit.versions.exclude(pk=row.pk).order_by("-number")
    asked = number(request.GET.get("from"))
    old = others.filter(pk=asked).first() or others.filter(number__lt=row.number).first()
    return render(request, "circuits/differences.html", {**between(row, old, timezone.now()), "others": others})


def between(row: CircuitVersion, old: CircuitVersion | None, now: datetime) -> dict[str, Any]:
    drawings = [row.drawn, *([old.drawn] if old else [])]
    speech = pages.speech_of(row.circuit.type, drawings, now)
    language = get_language() or "ar"
    boxes = compared(old.drawn, row.drawn, speech, language) if old else drawn_boxes(row.drawn, speech, language)
    cards = [card for box in boxes for card in box.cards]
    return {
        "version": row,
        "circuit": row.circuit,
        "old": old,
        "boxes": boxes,
        "changed": [card for card in cards if card.mark != Mark.SAME],
        "country": country_of(row.circuit.administration_id),
        "takes": speech.rule(pages.rule_of(row.circuit)),
    }


@require_GET
def simulate(request: HttpRequest, version_id: int) -> HttpResponse:
    """Who will sign, when, by what title, if so-and-so is away from then to then."""
    row = version_of(request, version_id)
    kind, now = row.circuit.type, timezone.now()
    country = country_of(row.circuit.administration_id)
    zone, today = calendars.zone(country), calendars.local_day(now, country)
    units = pages.unit_paths(row.circuit.administration_id, today)
    drawn: Definition = row.drawn
    people = people_of(drawn, row.circuit.administration_id, now, get_language() or "ar")
    asked = request.GET if "day" in request.GET else None
    form = TryForm(asked, known=kind.all_fields(), units=units, people=people.items(), today=today)
    told: Told | None = None
    if asked is not None and form.is_valid():
        day, path = form.cleaned_data["day"], form.cleaned_data["unit"]
        at = now if day <= today else datetime.combine(day, time(9), tzinfo=zone)
        found = forecast(
            row,
            unit_id=int(path.strip("/").rsplit("/", 1)[-1]),
            unit_path=path,
            author_post=None,
            values=form.values,
            now=at,
            away=form.spans(zone),
        )
        told = tell(found, people, now, get_language() or "ar")
    context = {
        "version": row,
        "circuit": row.circuit,
        "country": country,
        "form": form,
        "told": told,
        "left_out": left_out(drawn, told) if told else [],
    }
    return render(request, "circuits/simulate.html", context, status=422 if asked is not None and form.errors else 200)


def left_out(drawn: Definition, told: Told) -> list[str]:
    """The steps whose conditions do not hold for these values."""
    there = {line.expected.step.key for line in told.lines}
    return [step.names.here or step.key for _stage, step in drawn.steps() if step.key not in there]
