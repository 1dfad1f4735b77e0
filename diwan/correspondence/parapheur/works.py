"""A list of folders as a file: a long work, with the rights its owner holds when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.batches import api as batches
from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.engines.circuits import api as circuits
from diwan.kit.spreadsheets import write_csv, write_xlsx

from .queries import boxes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .models import Folder

EXPORT = "parapheur.export"
CHUNK, LARGEST = 500, 50_000  # folders read at a time; and in all: what a person can still do something with
WIDTHS = (18, 50, 24, 36, 26, 16, 18, 14, 18, 10, 18)  # characters, as the columns below


def columns() -> list[str]:
    return [
        _("Number"),
        _("Title"),
        _("Type"),
        _("Sent by"),
        _("Author"),
        _("What is asked"),
        _("Before me since (legal time)"),
        _("Due on"),
        _("State"),
        _("Urgent"),
        _("Last change (legal time)"),
    ]


def export(task: batches.Task, stream: BinaryIO, report: Callable[[int, int], None]) -> str:
    """What the list shows under the filters of the page, in its order, of what the person may read at this moment."""
    extension = "csv" if task.params.get("format") == "csv" else "xlsx"
    write = write_csv if extension == "csv" else write_xlsx
    lines = _lines(task, report)
    write(stream, columns(), lines, title=_("Parapheur"), right_to_left=task.language == "ar", widths=WIDTHS)
    return f"{_('Parapheur')} {task.now:%Y-%m-%d}.{extension}"


def asked_of(task: batches.Task) -> boxes.Asked:
    return boxes.asked_in(QueryDict(task.params.get("query", "")).dict())


def _lines(task: batches.Task, report: Callable[[int, int], None]) -> Iterator[list[Any]]:
    rows = boxes.folders(task.actor, asked_of(task), task.now)
    total = min(rows.count(), LARGEST)
    report(0, total)
    for done, row in enumerate(rows[:LARGEST].iterator(CHUNK), 1):
        yield cells(row)
        if done % CHUNK == 0 or done == total:
            report(done, total)


def cells(row: Folder) -> list[Any]:
    zone = calendars.zone(row.administration.country)

    def legal(at: Any) -> Any:
        return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at else None

    kind = row.turn_kind  # type: ignore[attr-defined]  # what the list adds to each row
    return [
        (row.letter.reference if row.letter else "") or row.reference,
        row.title,
        row.type.names.here,
        row.post.names.here,
        str(row.author or ""),
        str(circuits.Kind(kind).label) if kind else "",
        legal(row.opened_at),  # type: ignore[attr-defined]
        row.due_on,  # type: ignore[attr-defined]
        row.run.get_state_display() if row.run else _("Not sent yet"),
        _("yes") if row.urgent else _("no"),
        legal(row.changed_at),
    ]


def journal_export(task: batches.Task) -> None:
    """Who took a list out and by which filter; never the words searched for, which may be a name."""
    journal.append(
        chain="parapheur.exports",
        kind="parapheur.exported",
        at=task.now,
        actor_id=task.actor.person_id,
        subject=f"batch:{task.batch_id}",
        facts={
            "folders": batches.Batch.objects.get(pk=task.batch_id).total,
            "format": str(task.params.get("format", "")),
            "filter": asked_of(task).with_(q="").query,
        },
    )


def register() -> None:
    """Make it known; called in `ready()`."""
    batches.register(batches.Kind(code=EXPORT, label=gettext_lazy("Export folders"), make=export, made=journal_export))
