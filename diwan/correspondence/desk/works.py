"""The long works of the desk itself; the others on many lines are those of circulation. Each act is the one done on a
single line, with its own rules, asked at its turn."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.core.batches import api as batches
from diwan.correspondence.letters import api as letters

from .operations.postponing import postpone

POSTPONE, FILE, CLASS = "desk.postpone", "desk.file", "desk.class"


def move_due(task: batches.Task) -> None:
    due_on, reason = date.fromisoformat(task.params["due_on"]), task.params["reason"]
    postpone(actor=task.actor, instruction_id=int(task.subject), due_on=due_on, reason=reason, now=task.now)


def put(task: batches.Task) -> None:
    about = {"letter_id": int(task.subject), "dossier_id": task.params["dossier"]}
    letters.put_in_dossier(actor=task.actor, now=task.now, **about)


def put_in_class(task: batches.Task) -> None:
    about = {"letter_id": int(task.subject), "plan_class_id": task.params["plan_class"]}
    letters.put_in_class(actor=task.actor, now=task.now, **about)


def register() -> None:
    """Make them known; called in `ready()`."""
    for code, label, act, page in (
        (POSTPONE, _("Change due dates"), move_due, "desk:instruction"),
        (FILE, _("Put in a file"), put, "letters:letter"),
        (CLASS, _("Put in a class of the plan"), put_in_class, "letters:letter"),
    ):
        batches.register(batches.Kind(code=code, label=label, act=act, url=partial(place, page)))


def place(page: str, subject: str) -> str:
    return reverse(page, args=[subject])
