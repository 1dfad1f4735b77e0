"""The long works of the desk: acts on many lines of an inbox, each the one done on a single line, asked at its turn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.core.batches import api as batches
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters

from .operations.postponing import postpone

if TYPE_CHECKING:
    from diwan.correspondence.circulation.api import Instruction

GIVE, SEEN, CLOSE, POSTPONE, TAKE_OVER = (f"desk.{act}" for act in ("give", "seen", "close", "postpone", "take_over"))


class Gone(letters.NotNow):
    """What was chosen does not stand before this actor any more."""

    message = _("This letter is no longer before you. Nothing was changed.")


def subject_of(key: int, *, of_letters: bool) -> str:
    """How a line is named in a work: `letter:12` or `instruction:34`."""
    return f"{'letter' if of_letters else 'instruction'}:{key}"


def named(task: batches.Task) -> tuple[int | None, int | None]:
    """The letter or the instruction of a task: one of them."""
    kind, _colon, key = task.subject.partition(":")
    return (int(key), None) if kind == "letter" else (None, int(key))


def instruction_of(task: batches.Task) -> Instruction:
    """The instruction of a task, as far as this actor may read its letter.

    Raises:
        Gone
    """
    _letter, key = named(task)
    found = circulation.Instruction.objects.visible_to(task.actor).select_related("dispatch", "unit").filter(pk=key)
    row = found.first()
    if row is None:
        raise Gone
    return row


def give(task: batches.Task) -> None:
    letter_id, parent_id = named(task)
    due_on = date.fromisoformat(task.params["due_on"]) if task.params["due_on"] else None
    said = {"verb": circulation.Verb(task.params["verb"]), "text": task.params["text"], "due_on": due_on}
    circulation.give(
        actor=task.actor,
        letter_id=letter_id or instruction_of(task).letter_id,
        asked=[circulation.Asked(unit=unit, **said) for unit in task.params["units"]],
        parent_id=parent_id,
        now=task.now,
    )


def see(task: batches.Task) -> None:
    circulation.see(actor=task.actor, instruction=instruction_of(task), now=task.now)


def close(task: batches.Task) -> None:
    letter_id, instruction_id = named(task)
    if instruction_id:
        circulation.close(actor=task.actor, instruction_id=instruction_id, now=task.now)
    else:
        assert letter_id is not None
        letters.close(actor=task.actor, letter_id=letter_id, note=task.params.get("note", ""), now=task.now)


def move_due(task: batches.Task) -> None:
    due_on = date.fromisoformat(task.params["due_on"])
    _letter, key = named(task)
    assert key is not None
    postpone(actor=task.actor, instruction_id=key, due_on=due_on, reason=task.params["reason"], now=task.now)


def take_over(task: batches.Task) -> None:
    _letter, key = named(task)
    assert key is not None
    circulation.take_over(actor=task.actor, instruction_id=key, reason=task.params["reason"], now=task.now)


def register() -> None:
    """Make them known; called in `ready()`."""
    for code, label, act in (
        (GIVE, _("Give letters to units"), give),
        (SEEN, _("Mark as opened"), see),
        (CLOSE, _("Close what was asked"), close),
        (POSTPONE, _("Change due dates"), move_due),
        (TAKE_OVER, _("Take over what others have"), take_over),
    ):
        batches.register(batches.Kind(code=code, label=label, act=act, url=place))


def place(subject: str) -> str:
    kind, _colon, key = subject.partition(":")
    return reverse(f"desk:{kind}", args=[key])
