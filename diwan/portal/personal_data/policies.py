"""Who answers for the data of an administration, and who reads its register of processing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.accounts.api import ADMINISTER as KEEP_ACCOUNTS
from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import SECURITY

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import Rectification


def may_answer(actor: Actor, row: Rectification) -> bool:
    """Nobody answers their own request."""
    return row.person_id != actor.person_id and actor.may(KEEP_ACCOUNTS, row.unit)


def may_read_register(actor: Actor) -> bool:
    return actor.may(organisations.ADMINISTER) or actor.may(SECURITY)
