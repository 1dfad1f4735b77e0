"""A year that is over is closed: its book gives no number any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies, queries
from ..models import Book

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class YearNotOver(Refusal):
    message = _("The year %(year)s is not over: its register cannot be closed yet.")


class AlreadyClosed(Refusal):
    message = _("This register is closed already.")


class NumbersLeft(Refusal):
    message = _("%(count)s reserved numbers of this register have no letter yet.")
    advice = _("Enter their letters, or release them with a reason; then close the register.")


def close(*, actor: Actor, book_id: int, now: datetime) -> Book:
    """Close the book of a year that is over. Its lines can still be annulled and rectified; no number is added.

    Raises:
        NotAllowed: the actor does not keep this register.
        YearNotOver, AlreadyClosed, NumbersLeft
    """
    with acknowledged():
        rows = Book.objects.select_related("office__unit", "office__administration").select_for_update(of=["self"])
        book = rows.get(pk=book_id)
        if not policies.may_keep(actor, book.office.unit):
            raise NotAllowed
        if book.closed_at:
            raise AlreadyClosed
        if now.astimezone(calendars.zone(book.office.administration.country)).year <= book.year:
            raise YearNotOver(year=book.year)
        if left := queries.reserved_in(book).count():
            raise NumbersLeft(count=left)
        book.closed_at, book.closed_by_id = now, actor.person_id
        book.save(update_fields=["closed_at", "closed_by"])
        journal.append(
            chain=book.chain,
            kind="register.closed",
            at=now,
            actor_id=actor.person_id,
            subject=f"book:{book.pk}",
            facts={"last_number": book.last_number, "year": book.year},
        )
        return book
