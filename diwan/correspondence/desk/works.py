"""The long works of the desk itself; the others on many lines are those of circulation. Each act is the one done on a
single line, with its own rules, asked at its turn."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.core.batches import api as batches
from diwan.correspondence.letters import api as letters

from .operations.postponing import postpone

POSTPONE, FILE = "desk.postpone", "desk.file"


def move_due(task: batches.Task) -> None:
    due_on, reason = date.fromisoformat(task.params["due_on"]), task.params["reason"]
    postpone(actor=task.actor, instruction_id=int(task.subject), due_on=due_on, reason=reason, now=task.now)


def put(task: batches.Task) -> None:
    about = {"letter_id": int(task.subject), "dossier_id": task.params["dossier"]}
    letters.put_in_dossier(actor=task.actor, now=task.now, **about)


def register() -> None:
    """Make them known; called in `ready()`."""
    postponing = batches.Kind(
        code=POSTPONE,
        label=_("Change due dates"),
        act=move_due,
        url=lambda subject: reverse("desk:instruction", args=[subject]),
    )
    filing = batches.Kind(
        code=FILE, label=_("Put in a file"), act=put, url=lambda subject: reverse("letters:letter", args=[subject])
    )
    for kind in (postponing, filing):
        batches.register(kind)
