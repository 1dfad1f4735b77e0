"""What the views share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from ..queries import days as told

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.telework.agreements.api import InForce


def day_of(text: str) -> date:
    """The day of an address."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not 2000 <= day.year <= 2100:
        raise Http404
    return day


def country_of(request: HttpRequest, force: InForce | None = None) -> str:
    """The country of one's agreement, else of one's seat."""
    if force is not None:
        return organisations.country_of(force.administration_id)
    seats = request.actor.seats
    return organisations.country_of(seats[0].administration_id) if seats else "MA"


def seated(request: HttpRequest) -> None:
    """These pages are of people who work somewhere."""
    if not request.actor.seats:
        raise NotAllowed


def mine(request: HttpRequest, now: datetime) -> tuple[InForce | None, str, date]:
    """One's agreement around today, the country, and its legal day."""
    seated(request)
    force = told.force_around(request.actor.person_id, now.date())
    country = country_of(request, force)
    return force, country, calendars.local_day(now, country)
