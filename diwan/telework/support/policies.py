"""Who helps, and who keeps the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.telework.rules.api import DESK

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import HelpRequest


def may_help(actor: Actor, request: HelpRequest) -> bool:
    """The desk of the unit; nobody helps themselves from the desk."""
    return request.person_id != actor.person_id and actor.may(DESK, request.unit)
