"""The page after a registration by a clerk: receipt, label, and the slip with the follow-up code.

The code is kept nowhere: it travels in the address of that page, signed for the clerk who registered, for an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.urls import reverse
from django.utils.http import urlencode

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .operations.handing_in import Deposited

SALT, LIVES = "deposits.slip", 3600  # seconds in which the code can be printed again from the same page


@dataclass(frozen=True)
class Slip:
    """`onwards` is the page on which the clerk goes on; empty for the counter itself."""

    code: str = ""
    onwards: str = ""


def address(done: Deposited, *, actor: Actor, onwards: str = "", stays: dict[str, Any] | None = None) -> str:
    """Where to send a clerk who registered a letter; `stays` is what the next one has in common with it."""
    said = signing.dumps([done.deposit.pk, done.code, actor.person_id, onwards], salt=SALT)
    return reverse("deposits:counted", args=[done.deposit.pk]) + "?" + urlencode({"slip": said, **(stays or {})})


def read(said: str, *, deposit_id: int, actor: Actor) -> Slip:
    """The slip of a letter this clerk registered within the hour; an empty one otherwise."""
    try:
        found, code, person, onwards = signing.loads(said, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return Slip()
    return Slip(code, onwards) if (found, person) == (deposit_id, actor.person_id) else Slip()
