"""Giving a letter to the unit that will treat it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.search import api as search
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import CLOSED
from .becoming import follow
from .deciding import processable

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Deposit


class UnitElsewhere(Refusal):
    message = _("This unit does not belong to the administration that received the letter.")
    advice = _("Forward the letter instead: its depositor gets a proof.")


class LetterClosed(Refusal):
    message = _("This letter is closed: %(state)s. Nothing was changed.")


def assign_unit(*, actor: Actor, deposit_id: int, unit_id: int, now: datetime) -> Deposit:
    """Put a unit in charge; the depositor sees it. The same unit again changes nothing.

    Raises:
        NotAllowed, LetterClosed, UnitElsewhere
    """
    with acknowledged():
        row = processable(actor, deposit_id)
        if row.state in CLOSED:
            raise LetterClosed(state=row.get_state_display())
        if unit_id not in organisations.units_of([row.office.administration_id], now):
            raise UnitElsewhere
        if row.unit_id == unit_id:
            return row
        before, row.unit_id = row.unit_id, unit_id
        row.save(update_fields=["unit"])
        follow(row, actor, now)
        search.put("deposit", [row.pk])
        journal.append(
            chain=row.entry.book.chain,
            kind="deposit.assigned",
            at=now,
            actor_id=actor.person_id,
            subject=f"deposit:{row.pk}",
            facts={"reference": row.reference, "unit": unit_id, "before": before},
        )
        return row
