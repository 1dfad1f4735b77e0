"""What the views share."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_csv, write_xlsx
from diwan.telework.rules.api import PROGRAMME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WRITERS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


def demand_seat(request: HttpRequest) -> int:
    """The administration where one sits."""
    if not request.actor.seats:
        raise NotAllowed
    return request.actor.seats[0].administration_id


def demand_right(request: HttpRequest, right: str) -> int:
    """The administration where one holds this right."""
    seat = next((seat for seat in request.actor.seats if request.actor.may(right, seat.place)), None)
    if seat is None:
        raise NotAllowed
    return seat.administration_id


def demand_programme(request: HttpRequest) -> int:
    """The administration whose texts one keeps."""
    administration_id = demand_right(request, PROGRAMME)
    if not request.actor.may(PROGRAMME, organisations.root_unit(administration_id)):
        raise NotAllowed
    return administration_id


def keeps(request: HttpRequest, administration_id: int) -> bool:
    may = request.actor.may(PROGRAMME)
    return may and request.actor.may(PROGRAMME, organisations.root_unit(administration_id))


def country_of(administration_id: int) -> str:
    return organisations.country_of(administration_id)


def shown(rows: Any, pk: int) -> Any:
    """The row of that key, or nothing at all."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def name_of(person: Any) -> str:
    """A name in the language of the page."""
    if person is None:
        return ""
    return person.name_ar if get_language() in ("ar", "zgh") else person.name_latin or person.name_ar


def sheet(ending: str, title: str, head: Sequence[str], lines: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as a file to take away."""
    if ending not in WRITERS:
        raise Http404
    write, kind = WRITERS[ending]
    out = io.BytesIO()
    write(out, head, lines, title=title, right_to_left=get_language() in ("ar", None))
    response = HttpResponse(out.getvalue(), content_type=kind)
    name = f"{title} {timezone.localdate():%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
