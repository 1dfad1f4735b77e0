"""The catalogue, open to all: what may be asked, of whom, with what, and by when an answer is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations

from .. import queries
from ..forms import SearchForm
from ..models import ProcedureVersion

if TYPE_CHECKING:
    from datetime import datetime

PAGE_SIZE = 30


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All procedures of the instance, searched in four languages."""
    form = SearchForm(request.GET)
    form.full_clean()
    asked, now = form.cleaned_data, timezone.now()
    countries = {code: calendars.profile(code).names for code in calendars.countries()}
    country = asked.get("country", "") if asked.get("country") in countries else ""
    administrations = queries.administration_names(now)
    rows = queries.catalogue(
        at=now, text=asked.get("q", ""), country=country, administration_id=asked.get("administration")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(asked.get("page") or 1)
    context = {
        "page": page,
        "lines": queries.listed(page, administrations),
        "q": asked.get("q", ""),
        "country": country,
        "countries": countries,
        "administration": asked.get("administration"),
        "administrations": sorted(administrations.items(), key=lambda pair: pair[1].here),
    }
    return render(request, "procedures/catalogue.html", context)


@login_not_required
@require_GET
def procedure(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: all it asks and promises, and where to hand it in."""
    version = queries.for_page(version_id)
    if version is None:
        raise Http404
    now = timezone.now()
    card, newest = queries.card_of(version), queries.current(version.procedure_id, now)
    context = {
        "version": version,
        "newest": newest,
        "in_force": newest is not None and newest.pk == version.pk,
        "offices": offices(version, now),
        **shown(card, now),
    }
    return render(request, "procedures/procedure.html", context)


def shown(card: queries.ProcedureCard, now: datetime) -> dict:
    """What the piece that describes a procedure needs."""
    today = calendars.local_day(now, card.country)
    return {
        "card": card,
        "due": queries.due_if_today(card, now),
        "today": today,
        "unit_name": organisations.unit_name(card.unit_id, today, get_language() or "ar") if card.unit_id else "",
        "administration": queries.administration_names(now).get(card.administration_id or 0),
        "country_names": calendars.profile(card.country).names,
    }


def offices(version: ProcedureVersion, now: datetime) -> list[organisations.OfficeCard]:
    """The registry offices where it may be handed in."""
    procedure = version.procedure
    return [
        office
        for office in organisations.office_cards(now)
        if office.country == procedure.country and procedure.administration_id in (None, office.administration_id)
    ]
