"""Missing pieces: asked for once, while the legal time stands still; sent, and it runs on the same day (law 55-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.correspondence.procedures import api as procedures
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import MessageKind, State, StepKind
from ..models import Step
from . import suspending
from .becoming import follow
from .deciding import demand, processable, record
from .messages import digest_of, followable, post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

    from ..models import Deposit, Message

DAYS = 30  # to send missing pieces, where no procedure says how many


class NothingMissing(Refusal):
    message = _("Say which pieces are missing: the depositor must know what to send.")
    status = 400


class NothingSent(Refusal):
    message = _("Join the pieces that are asked for.")
    status = 400


class NotAwaited(Refusal):
    message = _("No piece is awaited for this letter.")
    advice = _("To add something, write a message to the office.")


def request_pieces(*, actor: Actor, deposit_id: int, missing: Sequence[str], text: str = "", now: datetime) -> Message:
    """Ask the depositor, once, for what is missing; the legal time stands still until it comes.

    Raises:
        NothingMissing: no piece is named.
        NotAllowed, AlreadyDecided: as for `accept`.
        calendars.NoMoreCompletion, calendars.ClockRunOut: the law does not allow it any more.
    """
    names = [name.strip() for name in missing if name.strip()]
    if not names:
        raise NothingMissing
    with acknowledged():
        row = processable(actor, deposit_id)
        demand(row, State.INCOMPLETE)
        suspending.stop(row, now)
        row.state = State.INCOMPLETE
        row.save(update_fields=["state"])
        Step.objects.create(deposit=row, kind=StepKind.INCOMPLETE, at=now, unit_id=row.office.unit_id)
        follow(row, actor, now)
        asked: dict[str, Any] = {"missing": names, "due_on": last_day(row, now)}
        message = post(actor, row, MessageKind.REQUEST, text=text, from_office=True, now=now, **asked)
        record(actor, row, "deposit.incomplete", now, digest=digest_of(message))
        return message


def complete(
    *, actor: Actor, deposit_id: int, code: str, pieces: Sequence[int], text: str = "", now: datetime
) -> Message:
    """Send what was asked for. The letter goes back to where it stood, and its time runs on the same day.

    What comes after the last day is taken all the same, as long as the office has not returned the letter.

    Raises:
        NothingSent: no file.
        NotAwaited: nothing was asked for, or it was sent already.
        NotAllowed: the actor does not follow this letter.
        files.FileGone, files.TooManyFiles: as for a deposit.
    """
    if not pieces:
        raise NothingSent
    with acknowledged():
        row = followable(actor, deposit_id, code)
        if row.state != State.INCOMPLETE:
            raise NotAwaited
        suspending.resume(row, now)
        row.state = State.ACCEPTED if row.decided_at else State.REGISTERED
        row.save(update_fields=["state"])
        Step.objects.create(deposit=row, kind=StepKind.COMPLETED, at=now, unit_id=row.office.unit_id)
        message = post(actor, row, MessageKind.COMPLETION, text=text, pieces=pieces, from_office=False, now=now)
        follow(row, actor, now)
        record(actor, row, "deposit.completed", now, digest=digest_of(message))
        return message


def last_day(row: Deposit, now: datetime) -> date:
    """Until when the pieces may be sent: the procedure's days, moved past a day that is not worked."""
    card = procedures.card(row.procedure_version_id) if row.procedure_version_id else None
    country = row.office.administration.country
    days = card.completion_days if card else DAYS
    return calendars.due_on(country, calendars.local_day(now, country), days)
