"""The acts of circulation on many things at once, each with its own rules, asked at its turn (core/batches)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.batches import api as batches
from diwan.correspondence.letters import api as letters

from .enums import Verb
from .models import Instruction
from .operations import closing, following, giving, moving
from . import tree
from .telling import letter_url

if TYPE_CHECKING:
    from collections.abc import Sequence

GIVE, CLOSE, SEE, TAKE_OVER, CLOSE_LETTERS = (
    f"circulation.{act}" for act in ("give_many", "close_many", "see_many", "take_over_many", "close_letters")
)


def params_of(asked: Sequence[giving.Asked], note: str = "") -> dict[str, Any]:
    """What a work that gives many letters is started with."""
    rows = [
        {
            "unit": one.unit,
            "post": one.post,
            "verb": str(one.verb),
            "lead": one.lead,
            "text": one.text,
            "due_on": one.due_on.isoformat() if one.due_on else None,
            "due_days": one.due_days,
        }
        for one in asked
    ]
    return {"asked": rows, "note": note}


def asked_in(params: Any) -> list[giving.Asked]:
    return [
        giving.Asked(
            **{
                **row,
                "verb": Verb(row["verb"]),
                "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            }
        )
        for row in params["asked"]
    ]


def give(task: batches.Task) -> None:
    """One letter to all the units chosen; passed on from what the actor was asked about it, where they were."""
    letter = letters.Letter.objects.select_related("administration", "office__unit").get(pk=int(task.subject))
    parent = tree.parent_for(task.actor, letter)
    giving.give(
        actor=task.actor,
        letter_id=letter.pk,
        asked=asked_in(task.params),
        note=task.params.get("note", ""),
        parent_id=parent.pk if parent else None,
        now=task.now,
    )


def close(task: batches.Task) -> None:
    following.close(actor=task.actor, instruction_id=int(task.subject), now=task.now)


def see(task: batches.Task) -> None:
    """A copy for information is read, and so over."""
    row = Instruction.objects.visible_to(task.actor).select_related("unit", "dispatch").get(pk=int(task.subject))
    following.see(actor=task.actor, instruction=row, now=task.now)


def take_over(task: batches.Task) -> None:
    said = {"reason": task.params["reason"], "post_id": task.params.get("post")}
    moving.take_over(actor=task.actor, instruction_id=int(task.subject), now=task.now, **said)


def close_letter(task: batches.Task) -> None:
    note = task.params.get("note", "")
    closing.close_letter(actor=task.actor, letter_id=int(task.subject), note=note, now=task.now)


def place(subject: str) -> str:
    return letter_url(int(subject))


def place_of_instruction(subject: str) -> str:
    return letter_url(Instruction.objects.values_list("letter_id", flat=True).get(pk=int(subject)))


def register() -> None:
    """Make them known; called in `ready()`. The first and the last act on letters, the others on instructions."""
    for code, label, act, url in (
        (GIVE, _("Give letters to units"), give, place),
        (CLOSE, _("Close instructions"), close, place_of_instruction),
        (SEE, _("Mark copies for information as read"), see, place_of_instruction),
        (TAKE_OVER, _("Take over instructions"), take_over, place_of_instruction),
        (CLOSE_LETTERS, _("Close letters"), close_letter, place),
    ):
        batches.register(batches.Kind(code=code, label=label, act=act, url=url))
