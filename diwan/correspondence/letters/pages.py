"""The page of a letter, whole: what it says, and what this reader may do about it. For our page, and for any desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import policies
from .queries import page

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .models import Letter


def page_of(actor: Actor, letter: Letter, now: datetime) -> dict[str, Any]:
    """The context of `letters/_letter.html`: alone on its page, or beside a list. `letter` comes from `letter_for`."""
    return {
        **page.said_of(actor, letter, now),
        "may_see_readings": policies.may_see_readings(actor, letter),
        "keeps": policies.may_keep(actor, letter),
    }
