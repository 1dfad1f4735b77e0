"""What circulation shows on the page of a letter: its panels and the acts of its toolbar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters

from . import policies
from .enums import DISPATCH
from .forms.acts import NoteForm
from .models import Note
from .operations.closing import leads_of
from . import tree as trees

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter


def instructions(actor: Actor, letter: Letter, now: datetime) -> dict[str, Any]:
    """Who asked whom what, and what this reader may do about it."""
    return {"tree": trees.tree(actor, letter, now), "letter": letter, "country": letter.administration.country}


def notes(actor: Actor, letter: Letter, now: datetime) -> dict[str, Any]:
    """What is written beside the letter (3 queries, and those of the posts called)."""
    rows = list(Note.objects.filter(letter=letter).select_related("person", "post").prefetch_related("mentions__post"))
    return {
        "notes": rows,
        "letter": letter,
        "country": letter.administration.country,
        "note_form": NoteForm(auto_id="note-%s"),
        "own": actor.person_id,
    }


def give_url(actor: Actor, letter: Letter) -> str | None:
    if letter.state not in (*letters.OPEN, letters.State.DRAFT):
        return None
    own = actor.may(DISPATCH) or any(seat.is_head for seat in letters.acting_seats(actor))
    return reverse("circulation:give", args=[letter.pk]) if own else None


def close_url(actor: Actor, letter: Letter) -> str | None:
    if letter.state not in letters.OPEN:
        return None
    if not letters.may_keep(actor, letter) and policies.ending_seat(actor, letter, leads_of(letter.pk)) is None:
        return None
    return reverse("circulation:close_letter", args=[letter.pk])


def register() -> None:
    """Leave word with the page of letters; called in `ready()`."""
    letters.register_panel(
        letters.Panel(
            code="circulation",
            label=_("Instructions"),
            template="circulation/_instructions.html",
            context=instructions,
            order=20,
        )
    )
    letters.register_panel(
        letters.Panel(code="notes", label=_("Notes"), template="circulation/_notes.html", context=notes, order=30)
    )
    letters.register_action(letters.Action(code="circulation.give", label=_("Give"), url=give_url, key="d", order=10))
    letters.register_action(
        letters.Action(code="circulation.close", label=_("Close the letter"), url=close_url, order=60)
    )
