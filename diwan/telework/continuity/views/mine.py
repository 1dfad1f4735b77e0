"""What a crisis asks of whoever looks: their own days, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations

from .. import telling
from ..models import Crisis, Exemption
from ..queries import days_of

if TYPE_CHECKING:
    from django.http import HttpRequest

AHEAD = timedelta(days=42)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Six weeks of one's own days, from today."""
    person_id = request.actor.person_id or 0
    country = organisations.country_of(request.actor.seats[0].administration_id) if request.actor.seats else "MA"
    today = calendars.local_day(timezone.now(), country)
    said = days_of([person_id], today, today + AHEAD).get(person_id, {})
    crises = {row.pk: row for row in Crisis.objects.filter(pk__in={one.crisis_id for one in said.values()})}
    book = calendars.calendar(country)
    lines = [
        {
            "day": day,
            "on_site": one.on_site,
            "name": telling.rule_name(crises[one.crisis_id]),
            "off": not book.is_working_day(day),
        }
        for day, one in sorted(said.items())
    ]
    context = {
        "lines": lines,
        "crises": list(crises.values()),
        "exempted": Exemption.objects.filter(person=person_id, ended_at=None).first(),
        "country": country,
    }
    return render(request, "continuity/mine.html", context)
