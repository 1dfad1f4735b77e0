"""Lists of letters as spreadsheets: real dates, right to left in Arabic, nothing that a program could run."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations

from .models import Deposit
from .queries import desk
from .queries.filters import Filter, letters, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from diwan.core.organisations.api import Actor

CHUNK = 500  # letters read at a time
LARGEST = 1_000_000  # rows: what a sheet holds
WIDTHS = (20, 18, 16, 28, 30, 18, 18, 18, 50, 28, 28, 16, 12, 18, 18, 18, 20, 40)  # characters, as the columns below


def columns() -> list[str]:
    return [
        _("Reference"),
        _("Registered (legal time)"),
        _("Arrived"),
        _("Registry office"),
        _("Depositor"),
        _("Kind of depositor"),
        _("Kind of number"),
        _("Number"),
        _("Subject"),
        _("Procedure"),
        _("Unit in charge"),
        _("State"),
        _("Due on"),
        _("Opened at"),
        _("Decided"),
        _("Closed at"),
        _("Same letter as"),
        _("Reason"),
    ]


def filter_of(params: Mapping[str, Any]) -> dict[str, Any]:
    """The filter kept in the parameters of a work, its days read again."""
    kept = dict(params["filter"])
    for name in ("since", "until"):
        kept[name] = date.fromisoformat(kept[name]) if kept.get(name) else None
    return kept


def ids_asked(actor: Actor, params: Mapping[str, Any], now: datetime) -> list[int]:
    """The letters chosen, or all that answer the filter now, among those this actor may see now."""
    place = place_of(actor, now)
    if "ids" in params:
        return [row.pk for row in desk.chosen(place, params["ids"])]
    return desk.ids_of(place, Filter(**filter_of(params)), LARGEST)


def lines(actor: Actor, ids: list[int], now: datetime, report: Callable[[int, int], None]) -> Iterator[list[Any]]:
    """One list of cells a letter, read in portions; letters out of sight meanwhile are left out."""
    place = place_of(actor, now)
    offices = {office.id: office for office in place.offices}
    units: dict[int, str] = {}
    report(0, len(ids))
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        rows = letters(place).filter(pk__in=some).select_related("procedure_version", "duplicate_of")
        found = rows.defer("body", "content", "search_text", "procedure_version__search_text").in_bulk()
        new = {row.unit_id for row in found.values() if row.unit_id} - units.keys()
        units |= {unit_id: names.here for unit_id, names in organisations.units_named(new, now).items()} if new else {}
        for pk in some:
            if pk in found:
                yield cells(found[pk], offices[found[pk].office_id], units)
        report(min(start + CHUNK, len(ids)), len(ids))


def cells(row: Deposit, office: organisations.OfficeCard, units: Mapping[int, str]) -> list[Any]:
    zone = calendars.zone(office.country)

    def legal(at: datetime | None) -> datetime | None:
        return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at else None

    return [
        row.reference,
        legal(row.registered_at),
        row.get_channel_display(),
        office.names.here,
        row.applicant_name,
        row.get_applicant_kind_display(),
        row.get_identity_kind_display() if row.identity_number else "",
        row.identity_number,
        row.subject,
        row.procedure_version.names.here if row.procedure_version else "",
        units.get(row.unit_id or 0, ""),
        row.get_state_display(),
        row.due_on,
        legal(row.opened_at),
        legal(row.decided_at),
        legal(row.closed_at),
        row.duplicate_of.reference if row.duplicate_of else "",
        row.reason,
    ]
