"""What delivery shows on the page of a letter: where each sending is, where it came from, and the act of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters

from . import policies, registry
from .enums import State
from .models import Arrival
from .operations.sending import SENDABLE
from .queries.queue import of_letter
from .tones import TONES

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter


def context(actor: Actor, letter: Letter, now: datetime) -> dict[str, Any] | None:
    """The sendings of a letter that leaves; for one that came, its arrival."""
    if letter.kind == letters.Kind.INCOMING:
        arrival = Arrival.objects.visible_to(actor).filter(letter=letter).defer("envelope").first()
        return {"arrival": arrival} if arrival else None
    rows = [(row, TONES[State(row.state)], registry.label(row.channel)) for row in of_letter(letter)]
    return {"rows": rows, "country": letter.administration.country} if rows else None


def send_url(actor: Actor, letter: Letter) -> str | None:
    """Where the letter is sent, for those who may and while it can be."""
    if letter.kind == letters.Kind.INCOMING or letter.state not in SENDABLE or not policies.may_send(actor, letter):
        return None
    return reverse("delivery:send", args=[letter.pk])


def register() -> None:
    """Called in `ready()`."""
    letters.register_panel(
        letters.Panel(code="delivery", label=_("Delivery"), template="delivery/_panel.html", context=context, order=60)
    )
    letters.register_action(letters.Action(code="send", label=_("Send"), url=send_url, key="s", order=30))
