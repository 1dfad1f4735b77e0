"""What letters themselves offer in the toolbar of a letter: each act is shown to whoever may do it, while it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import policies
from .enums import OPEN, TRANSITIONS, State
from .panels import Action, register_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

    from .models import Letter

NUMBERED = tuple(state for state in State if state != State.DRAFT)


def offered(
    name: str, states: tuple[State, ...], may: Callable[[Actor, Letter], bool] = policies.may_keep
) -> Callable[[Actor, Letter], str | None]:
    def url(actor: Actor, letter: Letter) -> str | None:
        if letter.state not in states or not may(actor, letter):
            return None
        return reverse(f"letters:{name}", args=[letter.pk])

    return url


def may_correct_here(actor: Actor, letter: Letter) -> bool:
    """A deposit is corrected where deposits are."""
    return not letter.origin and policies.may_correct(actor, letter)


ANNULLABLE = tuple(state for state in State if State.ANNULLED in TRANSITIONS[state])
RETURNABLE = (State.REGISTERED, State.DISPATCHED)


def register_own() -> None:
    """Called in `ready()`; what other apps offer (dispatch, draft, send) comes first."""
    for code, label, url, order in (
        ("reopen", _("Open again"), offered("reopen", (State.CLOSED,)), 60),
        ("class", _("Class"), offered("class", NUMBERED), 70),
        ("file", _("File"), offered("file", NUMBERED), 71),
        ("link", _("Link"), offered("link", NUMBERED), 72),
        ("due", _("Due date"), offered("due", OPEN), 73),
        ("level", _("Confidentiality"), offered("level", NUMBERED), 74),
        ("return", _("Return"), offered("return", RETURNABLE), 80),
        ("rectify", _("Rectify"), offered("rectify", (*OPEN, State.CLOSED), may_correct_here), 90),
        ("annul", _("Annul"), offered("annul", ANNULLABLE, may_correct_here), 91),
    ):
        register_action(Action(code=f"letters.{code}", label=label, url=url, order=order))
