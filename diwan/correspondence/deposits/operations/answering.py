"""The answer closes a letter: said, kept, dated against its legal time; when it is read is told by `messages.read`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import MessageKind, State, StepKind
from ..models import Step
from . import deciding
from .becoming import follow
from .messages import NothingToSay, digest_of, post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Deposit, Message


class NotAcceptedYet(Refusal):
    message = _("Only an accepted letter can be answered.")
    advice = _("Accept it first, or accept and answer it at once.")


def answer(
    *,
    actor: Actor,
    deposit_id: int,
    text: str,
    pieces: Sequence[int] = (),
    accepting: bool = False,
    now: datetime,
) -> Message:
    """Answer a letter and close it; `accepting` takes it in first, in the same act.

    Raises:
        NothingToSay: neither words nor a file.
        NotAcceptedYet: it was not accepted, and `accepting` was not said.
        NotAllowed, AlreadyDecided: as for `accept`.
        files.FileGone, files.TooManyFiles: as for a deposit.
    """
    if not text.strip() and not pieces:
        raise NothingToSay
    with acknowledged():
        row = deciding.processable(actor, deposit_id)
        if row.state in (State.REGISTERED, State.INCOMPLETE):
            if not accepting:
                raise NotAcceptedYet
            row = deciding.decide(actor, deposit_id, State.ACCEPTED, now=now, reason="")
        deciding.demand(row, State.ANSWERED)
        row.state, row.closed_at = State.ANSWERED, now
        row.save(update_fields=["state", "closed_at"])
        Step.objects.create(deposit=row, kind=StepKind.ANSWERED, at=now, unit_id=row.office.unit_id)
        follow(row, actor, now)
        message = post(actor, row, MessageKind.REPLY, text=text, pieces=pieces, from_office=True, now=now)
        deciding.record(actor, row, "deposit.answered", now, digest=digest_of(message), days_late=days_late(row, now))
        return message


def days_late(row: Deposit, now: datetime) -> int:
    """By how many days the legal time was passed; 0 when it was kept, or when there is none."""
    day = calendars.local_day(now, row.office.administration.country)
    return max((day - row.due_on).days, 0) if row.due_on else 0
