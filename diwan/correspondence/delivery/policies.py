"""Who may send, and who decides on what arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.correspondence.letters import api as letters

from .models import Arrival

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter


def may_send(actor: Actor, letter: Letter) -> bool:
    """Those who keep the mail of the office in whose register the letter stands: letters leave by the registry."""
    return letters.may_keep(actor, letter)


def may_decide(actor: Actor, arrival: Arrival) -> bool:
    """Those who keep the mail of the office where it arrived; what is confidential, those who may open it."""
    return Arrival.objects.visible_to(actor).filter(pk=arrival.pk).exists()
