"""What was found as a file: a long work of its own, with the rights its owner holds when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.batches import api as batches
from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.kit.spreadsheets import write_csv, write_xlsx

from .queries.asking import Asked, parse
from .queries.finding import CANDIDATES, entries, every
from .queries.shelves import names_of
from .sources import signs_of, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXPORT = "search.export"
LARGEST = 50_000  # lines: what a person can still do something with
WIDTHS = (20, 18, 14, 34, 60, 18, 28)


def columns() -> list[str]:
    return [
        _("Reference"),
        _("Date (legal time)"),
        _("Kind"),
        _("Correspondent"),
        _("Subject"),
        _("State"),
        _("Unit in charge"),
    ]


def export(task: batches.Task, stream: BinaryIO, report: Callable[[int, int], None]) -> str:
    """All that the search finds now, newest first."""
    asked = parse(task.params["query"], task.params.get("country", "MA"))
    extension = "csv" if task.params.get("format") == "csv" else "xlsx"
    write = write_csv if extension == "csv" else write_xlsx
    lines = _lines(task, asked, report)
    write(stream, columns(), lines, title=_("Search"), right_to_left=task.language == "ar", widths=WIDTHS)
    return f"{_('Search')} {task.now:%Y-%m-%d}.{extension}"


def _lines(task: batches.Task, asked: Asked, report: Callable[[int, int], None]) -> Iterator[list[Any]]:
    zone, done = calendars.zone(asked.country), 0
    rows = list(every(signs_of(task.actor), asked, now=task.now, limit=LARGEST))
    for start in range(0, len(rows), CANDIDATES):
        some = rows[start : start + CANDIDATES]
        shelves = {row[0]: dict(lexeme[1:].split(":", 1) for lexeme in row[2] if lexeme[0] == "#") for row in some}
        names = {
            code: names_of(code, {shelf[code] for shelf in shelves.values() if code in shelf}, task.now)
            for code in ("state", "unit")
        }
        for entry in entries(some):
            here = shelves[entry.pk]
            yield [
                entry.reference,
                entry.at.astimezone(zone).replace(tzinfo=None, microsecond=0),
                str(source_of(entry.kind).label),
                entry.detail,
                entry.title,
                *(names[code].get(here.get(code, ""), "") for code in ("state", "unit")),
            ]
        done += len(some)
        report(done, len(rows))


def journal_export(task: batches.Task) -> None:
    """Who took a list out and how; never the words searched for, which may be a name."""
    journal.append(
        chain="search.exports",
        kind="search.exported",
        at=task.now,
        actor_id=task.actor.person_id,
        subject=f"batch:{task.batch_id}",
        facts={
            "lines": batches.Batch.objects.get(pk=task.batch_id).total,
            "format": str(task.params.get("format", "")),
        },
    )


def register() -> None:
    """Make it known; called in `ready()`."""
    batches.register(
        batches.Kind(code=EXPORT, label=gettext_lazy("Export what was found"), make=export, made=journal_export)
    )
