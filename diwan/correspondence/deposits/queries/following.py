"""Reading for the depositor, and for whoever holds a reference or a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations.api import ANONYMOUS

from ..models import Deposit

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def followed(reference: str, code: str, actor: Actor = ANONYMOUS) -> Deposit | None:
    """A deposit as its depositor sees it: opened by its code, or by their account."""
    rows = Deposit.objects.following(reference, code, actor).select_related("office__administration", "entry__book")
    return rows.prefetch_related("pieces__file", "steps", "receipts").first()


def by_reference(reference: str) -> Deposit | None:
    """What a stranger may be told about a reference: the caller shows no more than place, date and state."""
    rows = Deposit.objects.select_related("office__administration", "entry").prefetch_related("receipts__file")
    return rows.filter(reference=reference.strip().upper()).first()


def by_id(deposit_id: int) -> Deposit | None:
    """The deposit that a receipt's proof speaks of."""
    return Deposit.objects.filter(pk=deposit_id).first()
