"""Lists, the month, a meeting and its calendar files."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.spreadsheets import write_xlsx

from .. import guests, invitations, policies, queries, telling
from ..enums import PREPARED, WRITTEN, Room, State
from ..forms import AnswerForm
from ..models import Meeting, Participant
from .shared import country_for, documents_of, mine, shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(request: HttpRequest) -> dict[str, Any]:
    tab = request.GET.get("tab", "coming")
    return {
        "tab": tab if tab in queries.TABS else "coming",
        "text": request.GET.get("q", "").strip()[:100],
        "mine": request.GET.get("mine") == "1",
        "state": request.GET.get("state", ""),
    }


@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    said, country = asked(request), country_for(request.actor)
    place = {name: request.GET.get(name, "")[:60] for name in ("before", "after")}
    rows, before, after = queries.listed(request.actor, **said, **place)
    kept = {"tab": said["tab"], "q": said["text"], "mine": "1" if said["mine"] else "", "state": said["state"]}
    query = urlencode({name: value for name, value in kept.items() if value})
    context = {
        "rows": rows,
        "before": before,
        "after": after,
        "query": query,
        "country": country,
        "feed": feed_address(request),
        "states": [(one.value, one.label) for one in queries.TABS[said["tab"]]],
        "keeps_servers": policies.may_keep_servers(request.actor),
        **said,
    }
    return render(request, "meetings/list.html", context)


def feed_address(request: HttpRequest) -> str:
    """Where a calendar program reads the meetings of whoever asks."""
    return settings.DIWAN_PUBLIC_URL + reverse("meetings:feed", args=[guests.feed_key(request.user)])  # type: ignore[arg-type]


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    country = country_for(request.actor)
    today = calendars.local_day(timezone.now(), country)
    try:
        first = date.fromisoformat(f"{request.GET.get('m', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    if not 2000 <= first.year <= 2100:
        first = today.replace(day=1)
    context = {
        "weeks": queries.month(request.actor, country, first.year, first.month),
        "first": first,
        "before": (first - timedelta(days=1)).isoformat()[:7],
        "after": (first + timedelta(days=31)).isoformat()[:7],
        "today": today,
        "country": country,
    }
    return render(request, "meetings/month.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as filtered, for a spreadsheet."""
    country, stream = country_for(request.actor), io.BytesIO()
    found = queries.rows(request.actor, **asked(request))
    right_to_left = translation.get_language_bidi()
    widths = (44, 18, 9, 30, 26, 22, 20)
    write_xlsx(
        stream,
        queries.head(),
        queries.lines(found, country),
        title=_("Meetings"),
        right_to_left=right_to_left,
        widths=widths,
    )
    return HttpResponse(
        stream.getvalue(), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="meetings.xlsx"'}
    )


@require_GET
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = shown(request, meeting_id)
    me = mine(request, row)
    people = list(Participant.objects.filter(meeting=row, removed_at=None).select_related("person"))
    context = {
        "meeting": row,
        "me": me,
        "people": people,
        "items": row.items.prefetch_related("decisions__person"),  # type: ignore[attr-defined]
        "documents": documents_of(row, request.actor),
        "prepares": policies.may_prepare(request.actor, row),
        "changeable": row.state in PREPARED,
        "writable": row.state in WRITTEN,
        "draft": row.state == State.DRAFT,
        "convened": row.state == State.CONVENED,
        "held": row.state in (State.CONVENED, State.OPEN),
        "told": row.state in (State.SIGNED, State.SIGNING, State.CLOSED),
        "video": row.room != Room.NONE,
        "answer_form": AnswerForm(initial={"word": me.answer_note if me else ""}),
        "country": row.administration.country,
    }
    return render(request, "meetings/meeting.html", context)


@require_GET
def invitation(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The calendar file, for whoever got none by e-mail."""
    row = shown(request, meeting_id)
    me = mine(request, row)
    if me is None or row.state == State.DRAFT:
        raise Http404
    return calendar_file(invitations.invitation(row, me, url=telling.link_for(me), now=timezone.now()))


@require_GET
@login_not_required
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What one person is invited to, for their calendar program, which cannot sign in: the address is the secret, and
    dies with the access of its person."""
    person = guests.reader_of(key)
    if person is None:
        raise Http404
    now = timezone.now()
    actor = organisations.actor_for(person.pk, now, person=person)
    rows = Meeting.objects.visible_to(actor).exclude(state=State.DRAFT).filter(starts_at__gte=now - timedelta(days=90))
    address = settings.DIWAN_PUBLIC_URL
    found = [
        (row, address + reverse("meetings:meeting", args=[row.pk]))
        for row in rows.prefetch_related("items").order_by("starts_at")[:1000]
    ]
    return calendar_file(invitations.feed(found, now=now))


def calendar_file(content: bytes) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"', "Cache-Control": "private, no-store"},
    )
