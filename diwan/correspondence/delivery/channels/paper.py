"""By post: a slip with the address and a bar code, a list for the post office, the card that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import Event, State
from ..operations.post import item_for, take_back
from ..registry import Channel, Offer, Outcome, carried, register_channel

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter

    from ..models import Sending

CODE = "post"


def offered(party: Any, letter: Letter, now: datetime) -> Offer:
    if not party.address.strip():
        return Offer(False, _("no postal address is known."))
    return Offer(True, _("a postal address is known."), party.address)


def hand_over(sending: Sending, now: datetime) -> Outcome | None:
    """The item waits in the list of its office; the post has it from the moment that list is closed."""
    item = item_for(sending, now=now)
    return carried(State.HANDED, barcode=item.barcode) if item else None


def register() -> None:
    register_channel(
        Channel(
            code=CODE,
            label=gettext_lazy("Post, with acknowledgement card"),
            offered=offered,
            hand_over=hand_over,
            take_back=take_back,
            gave_up=Event.RELAY_TO_NON_ERDS_FAILURE,
            order=80,
        )
    )
