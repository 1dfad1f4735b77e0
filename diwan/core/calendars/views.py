"""The calendar of a country's administrations, for everybody; announcing, for those who have the right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST
from icalendar import Calendar as ICalendar
from icalendar import Event

from diwan.kit.idempotency import idempotent

from . import operations, queries, wording
from .api import Calendar, countries, local_day, profile
from .enums import Kind
from .forms import AnnounceForm, WithdrawForm
from .models import Announcement
from .policies import may_announce

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Years for which the rules are written down and the Hijri tables reach.
YEARS = range(1990, 2077)


def _calendar(country: str, year: int) -> Calendar:
    """404 for what has no profile, or no rules."""
    if country not in countries() or year not in YEARS:
        raise Http404
    return queries.calendar(country)


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The calendar of the country whose time this instance keeps; the others are one step further."""
    here = next((code for code in countries() if profile(code).zone == settings.TIME_ZONE), countries()[0])
    return redirect("calendars:now", country=here)


@login_not_required
@require_GET
def this_year(request: HttpRequest, country: str) -> HttpResponse:
    """The year it is in that country."""
    if country not in countries():
        raise Http404
    return redirect("calendars:year", country=country, year=local_day(timezone.now(), country).year)


@login_not_required
@require_GET
def year_page(request: HttpRequest, country: str, year: int) -> HttpResponse:
    return _page(request, country, year, AnnounceForm())


def _page(request: HttpRequest, country: str, year: int, form: AnnounceForm, *, status: int = 200) -> HttpResponse:
    days = _calendar(country, year)
    today, language = local_day(timezone.now(), country), get_language() or "ar"
    hours, weekend = days.office_hours(today), days.profile.weekend_on(date(year, 12, 31))
    allowed = may_announce(request.actor, country, today)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "profile": days.profile,
        "year": year,
        "previous": year - 1 if year - 1 in YEARS else None,
        "next": year + 1 if year + 1 in YEARS else None,
        "countries": [profile(code) for code in countries()],
        "holidays": _holidays(days, year),
        "today": today,
        "hours": hours
        and {
            **{name: wording.hour(at, days.profile, language) for name, at in hours.times().items()},
            "source": hours.source,
        },
        "weekend": weekend,
        "weekend_days": weekend and wording.weekdays(weekend.days, days.profile, language),
        "reason": days.why_not_working(today),
        "may_announce": allowed,
        "announcements": [
            (row, WithdrawForm(auto_id=f"id_{row.pk}_%s")) for row in queries.live(country).filter(day__year=year)
        ]
        if allowed
        else (),
        "form": form,
    }
    return render(request, "calendars/year.html", context, status=status)


def _holidays(days: Calendar, year: int) -> list[dict[str, Any]]:
    """The holidays in order, the days of one feast together."""
    found: dict[tuple, dict[str, Any]] = {}
    for off in days.holidays_between(date(year, 1, 1), date(year, 12, 31)):
        # A Hijri feast may come twice in a Gregorian year: its days are together when they follow each other.
        key = (off.key, off.names, off.estimated, (off.day - timedelta(days=1)))
        feast = found.pop(key, None) or {**vars(off), "days": []}
        feast["days"].append(off.day)
        found[(off.key, off.names, off.estimated, off.day)] = feast
    return sorted(found.values(), key=lambda feast: feast["days"][0])


@login_not_required
@require_GET
def year_file(request: HttpRequest, country: str, year: int) -> HttpResponse:
    """The holidays as an iCalendar file (RFC 5545), in the language of the page."""
    days, language = _calendar(country, year), get_language() or "ar"
    out = ICalendar()
    out.add("prodid", "-//Diwan//Calendars//AR")
    out.add("version", "2.0")
    out.add("x-wr-calname", f"{days.profile.names.in_language(language)} {year}")
    stamp = timezone.now()
    for offs in days.days_off(year).values():
        for off in offs:
            event = Event()
            event.add("uid", f"{off.key}-{off.day.isoformat()}-{country}@diwan")
            event.add("dtstamp", stamp)
            event.add("dtstart", off.day)
            event.add("summary", off.names.in_language(language))
            event.add("description", off.source.in_language(language))
            event.add("status", "TENTATIVE" if off.estimated else "CONFIRMED")
            event.add("transp", "TRANSPARENT")
            out.add_component(event)
    response = HttpResponse(out.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{country}-{year}.ics"'
    return response


@require_POST
@idempotent
def announce(request: HttpRequest, country: str) -> HttpResponse:
    form = AnnounceForm(request.POST)
    now = timezone.now()
    if not form.is_valid():
        return _page(request, country, local_day(now, country).year, form, status=422)
    announcement = operations.announce_holiday(
        actor=request.actor,  # type: ignore[attr-defined]
        country=country,
        kind=Kind(form.cleaned_data["kind"]),
        day=form.cleaned_data["day"],
        names=form.names(),
        source=form.cleaned_data["source"],
        now=now,
        hijri=form.hijri(),
    )
    return redirect("calendars:year", country=country, year=announcement.day.year)


@require_POST
@idempotent
def withdraw(request: HttpRequest, announcement_id: int) -> HttpResponse:
    announcement = get_object_or_404(Announcement, pk=announcement_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        operations.withdraw_announcement(
            actor=request.actor,  # type: ignore[attr-defined]
            announcement_id=announcement.pk,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return redirect("calendars:year", country=announcement.country, year=announcement.day.year)
    return _page(request, announcement.country, announcement.day.year, AnnounceForm(), status=422)
