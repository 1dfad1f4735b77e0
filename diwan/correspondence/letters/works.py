"""The long works of letters: lists and read logs as files."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.batches import api as batches
from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_csv, write_xlsx

from . import policies
from .enums import ReadingKind
from .models import Letter
from .operations.reading import read
from .queries import filters
from .queries.readings import readings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from diwan.core.organisations.api import Actor

EXPORT, READINGS = "letters.export", "letters.readings"
CHUNK, LARGEST = 500, 1_000_000  # letters read at a time; rows that a sheet holds
WIDTHS = (20, 14, 18, 14, 14, 32, 54, 22, 14, 14, 14, 12, 28, 18)  # characters, as the columns below


def columns() -> list[str]:
    return [
        _("Reference"),
        _("Register"),
        _("Registered (legal time)"),
        _("Date written on it"),
        _("Day it arrived"),
        _("Correspondent"),
        _("Subject"),
        _("Their reference"),
        _("State"),
        _("Who may read it"),
        _("Priority"),
        _("Due on"),
        _("Unit in charge"),
        _("Class of the plan"),
    ]


def export(task: batches.Task, stream: BinaryIO, report: Callable[[int, int], None]) -> str:
    """The letters that answer a filter, among those the person may read at this moment."""
    day = filters.day_of(task.actor, task.now)
    ids = filters.ids_of(task.actor, filter_of(task.params), day, LARGEST)
    lines = lines_of(task.actor, ids, task.now, report)
    extension = task.params["format"]
    write = write_xlsx if extension == "xlsx" else write_csv
    write(stream, columns(), lines, title=_("Letters"), right_to_left=task.language == "ar", widths=WIDTHS)
    return f"{_('Letters')} {task.now:%Y-%m-%d}.{extension}"


def filter_of(params: Mapping[str, Any]) -> filters.Filter:
    kept = dict(params["filter"])
    for name in ("since", "until"):
        kept[name] = date.fromisoformat(kept[name]) if kept.get(name) else None
    return filters.Filter(**kept)


def lines_of(actor: Actor, ids: list[int], now: datetime, report: Callable[[int, int], None]) -> Iterator[list[Any]]:
    """One list of cells a letter, read in portions; each is noted as read by whoever takes the list away."""
    units: dict[int, str] = {}
    report(0, len(ids))
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        rows = Letter.objects.visible_to(actor).filter(pk__in=some).select_related("administration", "plan_class")
        found = rows.defer("body", "content", "search_text").in_bulk()
        new = {row.unit_id for row in found.values() if row.unit_id} - units.keys()
        units |= {key: names.here for key, names in organisations.units_named(new, now).items()} if new else {}
        for pk in some:
            if pk in found:
                read(actor=actor, letter=found[pk], now=now, kind=ReadingKind.EXPORTED)
                yield cells(found[pk], units)
        report(min(start + CHUNK, len(ids)), len(ids))


def cells(row: Letter, units: Mapping[int, str]) -> list[Any]:
    return [
        row.reference,
        row.get_kind_display(),
        legal(row.registered_at, row.administration.country),
        row.dated_on,
        row.received_on,
        row.correspondent,
        row.subject,
        row.their_reference,
        row.get_state_display(),
        row.get_level_display(),
        row.get_priority_display(),
        row.due_on,
        units.get(row.unit_id or 0, ""),
        row.plan_class.code if row.plan_class else "",
    ]


def legal(at: datetime | None, country: str) -> datetime | None:
    return at.astimezone(calendars.zone(country)).replace(tzinfo=None, microsecond=0) if at else None


def export_readings(task: batches.Task, stream: BinaryIO, report: Callable[[int, int], None]) -> str:
    """Who read one letter.

    Raises:
        NotAllowed: the person may no longer see the read log.
    """
    rows = Letter.objects.visible_to(task.actor).select_related("administration", "office__unit")
    letter = rows.filter(pk=task.params["letter"]).first()
    if letter is None or not policies.may_see_readings(task.actor, letter):
        raise NotAllowed
    country = letter.administration.country
    head = [_("Reader"), _("Post"), _("What"), _("First opened"), _("Last opened"), _("Times")]
    lines = [
        [
            str(row.reader),
            row.seat,  # type: ignore[attr-defined]
            row.get_kind_display(),
            legal(row.first_at, country),
            legal(row.last_at, country),
            row.times,
        ]
        for row in readings_of(letter, task.now, LARGEST)
    ]
    report(len(lines), len(lines))
    right_to_left = task.language == "ar"
    write_xlsx(stream, head, lines, title=_("Read log"), right_to_left=right_to_left, widths=(28, 40, 18, 18, 18, 8))
    return f"{letter.reference} {task.now:%Y-%m-%d}.xlsx"


def journal_export(task: batches.Task) -> None:
    """Who took a list out and by which filter; never the words searched for, which may be a name."""
    asked = filter_of(task.params).without("q", "correspondent").query if "filter" in task.params else ""
    journal.append(
        chain="letters.exports",
        kind="letters.exported",
        at=task.now,
        actor_id=task.actor.person_id,
        subject=f"batch:{task.batch_id}",
        facts={"filter": asked, "letter": task.params.get("letter", 0)},
    )


def register() -> None:
    """Make them known; called in `ready()`."""
    for code, label, make in (
        (EXPORT, gettext_lazy("Export letters"), export),
        (READINGS, gettext_lazy("Export a read log"), export_readings),
    ):
        batches.register(batches.Kind(code=code, label=label, make=make, made=journal_export))
