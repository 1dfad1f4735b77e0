"""One letter that came twice: said so, and taken back when it was a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..models import Deposit

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class SameLetter(Refusal):
    message = _("A letter is no duplicate of itself.")
    status = 400


class NotThere(Refusal):
    message = _("The other letter is not among those you process.")
    advice = _("Check its reference.")
    status = 400


class OtherAdministration(Refusal):
    message = _("Only letters of one administration can be the same letter.")


class NoDuplicate(Refusal):
    message = _("This letter is not marked as a duplicate; nothing was changed.")


def mark_duplicate(*, actor: Actor, deposit_id: int, of: int, now: datetime) -> Deposit:
    """Say that a letter is the same as another. Neither loses its number; the clerk may then return the second.

    A letter marked so is never itself the first of another: what was marked as the same as it follows it to the first,
    so that there is neither a chain nor a loop, also when two clerks mark two letters as each other's at once.

    Raises:
        NotAllowed, SameLetter, NotThere, OtherAdministration
    """
    with acknowledged():
        row, first = both(actor, deposit_id, of)
        if row.office.administration_id != first.office.administration_id:
            raise OtherAdministration
        if row.duplicate_of_id == first.pk:
            return row
        row.duplicate_of = first
        row.save(update_fields=["duplicate_of"])
        Deposit.objects.filter(duplicate_of=row).update(duplicate_of=first)
        note(actor, row, "deposit.duplicate", now, of=first.reference)
        return row


def unmark_duplicate(*, actor: Actor, deposit_id: int, now: datetime) -> Deposit:
    """Take back that a letter is the same as another.

    Raises:
        NotAllowed, NoDuplicate
    """
    with acknowledged():
        row = locked(actor, [deposit_id])[deposit_id]
        if row.duplicate_of is None:
            raise NoDuplicate
        before, row.duplicate_of = row.duplicate_of, None
        row.save(update_fields=["duplicate_of"])
        note(actor, row, "deposit.not_duplicate", now, of=before.reference)
        return row


def both(actor: Actor, deposit_id: int, of: int) -> tuple[Deposit, Deposit]:
    """The letter and the first of the other's, both locked, in the order of their numbers whoever comes first."""
    while True:
        if of == deposit_id:
            raise SameLetter
        rows = locked(actor, [deposit_id, of])
        if of not in rows:
            raise NotThere
        first = rows[of].duplicate_of_id
        if first is None:
            return rows[deposit_id], rows[of]
        of = first


def locked(actor: Actor, ids: list[int]) -> dict[int, Deposit]:
    rows = Deposit.objects.locked().select_related("office", "entry__book").filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows if policies.may_process(actor, row)}
    if ids[0] not in found:
        raise NotAllowed
    return found


def note(actor: Actor, row: Deposit, kind: str, now: datetime, *, of: str) -> None:
    journal.append(
        chain=row.entry.book.chain,
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"deposit:{row.pk}",
        facts={"reference": row.reference, "of": of},
    )
