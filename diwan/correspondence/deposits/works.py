"""The long works of the registry office: the acts of a clerk on many letters, and lists as files.

Each act is the one the clerk does on a single letter, with its own rules, asked at its turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.batches import api as batches
from diwan.core.journal import api as journal
from diwan.kit.spreadsheets import write_csv, write_xlsx

from . import exports
from .operations import assigning, deciding, duplicates
from .queries.filters import Filter

if TYPE_CHECKING:
    from collections.abc import Callable

ACCEPT, RETURN, ASSIGN, DUPLICATE, EXPORT = (
    f"deposits.{act}" for act in ("accept", "return", "assign", "duplicate", "export")
)


def accept(task: batches.Task) -> None:
    deciding.accept(actor=task.actor, deposit_id=int(task.subject), now=task.now)


def return_(task: batches.Task) -> None:
    reason = task.params["reason"]
    deciding.return_(actor=task.actor, deposit_id=int(task.subject), reason=reason, now=task.now)


def assign(task: batches.Task) -> None:
    unit_id = task.params["unit"]
    assigning.assign_unit(actor=task.actor, deposit_id=int(task.subject), unit_id=unit_id, now=task.now)


def mark(task: batches.Task) -> None:
    of = task.params["of"]
    duplicates.mark_duplicate(actor=task.actor, deposit_id=int(task.subject), of=of, now=task.now)


def export(task: batches.Task, stream: BinaryIO, report: Callable[[int, int], None]) -> str:
    """The letters of a filter or of a choice, as a file."""
    ids = exports.ids_asked(task.actor, task.params, task.now)
    lines = exports.lines(task.actor, ids, task.now, report)
    extension = task.params["format"]
    write = write_xlsx if extension == "xlsx" else write_csv
    head, right_to_left = exports.columns(), task.language == "ar"
    write(stream, head, lines, title=_("Letters"), right_to_left=right_to_left, widths=exports.WIDTHS)
    return f"{_('Letters')} {task.now:%Y-%m-%d}.{extension}"


def journal_export(task: batches.Task) -> None:
    """Who took a list out, how long it was and by which filter; never the words searched for, which may be a name."""
    total = batches.Batch.objects.get(pk=task.batch_id).total
    query = Filter(**exports.filter_of(task.params)).without("q").query if "filter" in task.params else ""
    journal.append(
        chain="deposits.exports",
        kind="deposits.exported",
        at=task.now,
        actor_id=task.actor.person_id,
        subject=f"batch:{task.batch_id}",
        facts={"letters": total, "format": task.params["format"], "filter": query},
    )


def register() -> None:
    """Make them known; called in `ready()`."""
    acts = {
        ACCEPT: (gettext_lazy("Accept letters"), accept),
        RETURN: (gettext_lazy("Return letters"), return_),
        ASSIGN: (gettext_lazy("Give letters to a unit"), assign),
        DUPLICATE: (gettext_lazy("Mark letters as duplicates"), mark),
    }
    for code, (label, act) in acts.items():
        batches.register(batches.Kind(code=code, label=label, act=act, url=place))
    batches.register(batches.Kind(code=EXPORT, label=gettext_lazy("Export letters"), make=export, made=journal_export))


def place(subject: str) -> str:
    return reverse("deposits:reading", args=[subject])
