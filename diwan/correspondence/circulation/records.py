"""What circulation holds about a letter, for the archives: who was asked what, what they answered, what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from .enums import State
from .models import Dispatch, Instruction, Mention, Note

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter

BACK = (State.GIVEN_BACK, State.TAKEN_BACK)  # whose reason may not be empty


def facts(letter: Letter) -> list[dict[str, Any]]:
    """Dispatches, then instructions, then notes, each in the order they were made."""
    return [*dispatches(letter), *instructions(letter), *notes(letter)]


def dispatches(letter: Letter) -> list[dict[str, Any]]:
    rows = Dispatch.objects.filter(letter=letter).select_related("person", "post").order_by("at", "pk")
    return [{"is": "dispatch", "number": row.pk, **done(row), "note": row.note} for row in rows]


def instructions(letter: Letter) -> list[dict[str, Any]]:
    rows = Instruction.objects.filter(letter=letter).order_by("given_at", "pk")
    rows = rows.select_related("post", "answered_by", "answered_post", "ended_by", "ended_post", "reply")
    return [
        {
            "is": "instruction",
            "dispatch": row.dispatch_id,
            "unit": unit_name(row.unit_id, row.given_at),
            "post": row.post.name_ar if row.post else "",
            "verb": row.verb,
            "lead": row.lead,
            "text": row.text,
            "given_at": row.given_at.isoformat(),
            "due_on": row.due_on.isoformat() if row.due_on else "",
            "state": row.state,
            "answer": row.answer,
            "answered_at": row.answered_at.isoformat() if row.answered_at else "",
            "answered_by": row.answered_by.name_ar if row.answered_by else "",
            "answered_from": row.answered_post.name_ar if row.answered_post else "",
            "reply": row.reply.reference if row.reply else "",
            "ended_at": row.ended_at.isoformat() if row.ended_at else "",
            "ended_by": row.ended_by.name_ar if row.ended_by else "",
            "ended_from": row.ended_post.name_ar if row.ended_post else "",
            "reason": row.reason,
        }
        for row in rows
    ]


def notes(letter: Letter) -> list[dict[str, Any]]:
    """Those that were withdrawn say so and no more, as on the page of the letter."""
    rows = Note.objects.filter(letter=letter).select_related("person", "post")
    return [
        {
            "is": "note",
            **done(row),
            "withdrawn": row.withdrawn_at is not None,
            "text": "" if row.withdrawn_at else row.text,
        }
        for row in rows
    ]


def unit_name(unit_id: int, at: datetime) -> str:
    """As the unit was called then."""
    return next((names.ar for names in organisations.units_named([unit_id], at).values()), "")


def done(row: Dispatch | Note) -> dict[str, Any]:
    """By whom, from which post, by what title and when."""
    return {
        "at": row.at.isoformat(),
        "by": row.person.name_ar if row.person else "",
        "post": row.post.name_ar if row.post else "",
        "basis": row.basis,
    }


def erase(letter: Letter) -> None:
    """The words go; who was asked what, and when, stays. Notes are nothing but words."""
    Dispatch.objects.filter(letter=letter).update(note="")
    asked = Instruction.objects.filter(letter=letter)
    asked.filter(state__in=BACK).update(text="", answer="", reason=letters.GONE)
    asked.exclude(state__in=BACK).update(text="", answer="", reason="")
    Mention.objects.filter(note__letter=letter).delete()
    Note.objects.filter(letter=letter).delete()


def register() -> None:
    """Make it known; called in `ready()`."""
    letters.register_record(letters.Record(code="circulation", facts=facts, erase=erase))
