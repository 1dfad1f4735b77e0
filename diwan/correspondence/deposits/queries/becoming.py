"""The letter that an accepted deposit became."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.correspondence.letters import api as letters

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from ..models import Deposit


def origin_of(deposit_id: int) -> str:
    return f"deposit:{deposit_id}"


def letter_of(actor: Actor, deposit: Deposit) -> letters.Letter | None:
    """The letter, if there is one and this actor may read it."""
    rows = letters.Letter.objects.visible_to(actor).filter(origin=origin_of(deposit.pk))
    return rows.only("pk", "state", "reference").first()
