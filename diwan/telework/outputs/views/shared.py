"""What the views share: things that do not exist for those who may not see them, days, names, files to take away."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_csv, write_xlsx
from diwan.telework.rules.api import MANAGE

from ..models import Standard, Task
from ..queries.listing import WITH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from diwan.core.organisations.api import Actor

WRITERS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


def task_shown(request: HttpRequest, task_id: int) -> Task:
    row = Task.objects.visible_to(request.actor).select_related(*WITH, "standard", "made_by").filter(pk=task_id).first()
    if row is None:
        raise Http404
    return row


def demand_seat(request: HttpRequest) -> int:
    """The administration where one sits; without a seat nobody has tasks."""
    if not request.actor.seats:
        raise NotAllowed
    return request.actor.seats[0].administration_id


def demand_manager(request: HttpRequest) -> int:
    """The administration where one manages."""
    seat = next((seat for seat in request.actor.seats if request.actor.may(MANAGE, seat.place)), None)
    if not request.actor.may(MANAGE) or seat is None:
        raise NotAllowed
    return seat.administration_id


def country_and_today(administration_id: int) -> tuple[str, date]:
    country = organisations.country_of(administration_id)
    return country, calendars.local_day(timezone.now(), country)


def units_of(rows: Iterable[Any]) -> dict[int, str]:
    """The names of the units of these rows (1 query)."""
    return {
        pk: names.here for pk, names in organisations.units_named({r.unit_id for r in rows}, timezone.now()).items()
    }


def standards_for(administration_id: int, today: date) -> list[tuple[int, str]]:
    """The catalogue in force, as choices in the language of the page."""
    french = get_language() == "fr"
    rows = Standard.objects.filter(administration=administration_id).at(today).order_by("code")
    return [
        (
            row.pk,
            f"{row.code} · {(french and row.activity_fr) or row.activity} · {(french and row.output_fr) or row.output}"
            f" · {row.minutes}′",
        )
        for row in rows
    ]


def sheet(
    ending: str, title: str, head: Sequence[str], lines: Iterable[Sequence[Any]], widths: Sequence[int] = ()
) -> HttpResponse:
    """A list as a file to take away."""
    if ending not in WRITERS:
        raise Http404
    write, kind = WRITERS[ending]
    out = io.BytesIO()
    write(out, head, lines, title=title, right_to_left=get_language() in ("ar", None), widths=widths)
    response = HttpResponse(out.getvalue(), content_type=kind)
    name = f"{title} {timezone.localdate():%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def seats_of(actor: Actor) -> list[tuple[int, str]]:
    """The units where one sits, as choices."""
    return list({seat.unit_id: seat.unit_name for seat in actor.seats}.items())
