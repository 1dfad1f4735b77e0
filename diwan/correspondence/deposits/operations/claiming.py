"""A letter deposited without an account is added to one, by whoever holds its reference and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from ..models import MINE
from .deciding import record
from .messages import followable

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Deposit


class OfSomebodyElse(Refusal):
    message = _("This letter is among the letters of another account.")
    advice = _("Its reference and code go on opening it.")


class AnotherAddress(Refusal):
    message = _("This letter was deposited with another e-mail address than that of your account.")
    advice = _("Its reference and code go on opening it. Or open an account with the address it was deposited with.")


def claim(*, actor: Actor, deposit_id: int, code: str, now: datetime) -> Deposit:
    """Add a letter to those of the actor's account. Doing it twice is doing it once.

    The code alone could have been seen on a printed page: a letter that names an e-mail address goes to the account of
    that address only, which showed by an e-mail that the address is theirs.

    Raises:
        NotAllowed: nobody is signed in, or the code is not that of the letter.
        OfSomebodyElse, AnotherAddress
    """
    if actor.person_id is None or code == MINE:
        raise NotAllowed
    with acknowledged():
        row = followable(actor, deposit_id, code)
        if row.depositor_id == actor.person_id:
            return row
        if row.depositor_id is not None or row.sender_unit_id is not None:
            raise OfSomebodyElse
        person = get_user_model()._default_manager.get(pk=actor.person_id)
        if row.email and row.email.lower() != person.email:
            raise AnotherAddress
        row.depositor_id = actor.person_id
        row.save(update_fields=["depositor"])
        record(actor, row, "deposit.claimed", now)
        return row
