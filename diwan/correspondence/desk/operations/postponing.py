"""Another due date for what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.circulation.api import Instruction


class DayGone(Refusal):
    message = _("This day is past. Nothing was changed.")
    advice = _("Choose today or a day to come.")
    status = 400


def postpone(*, actor: Actor, instruction_id: int, due_on: date, reason: str, now: datetime) -> Instruction:
    """Whoever gave an instruction gives it another due date, sooner or later, and says why.

    Raises:
        DayGone
        letters.ReasonMissing, NotAllowed, circulation.InstructionOver
    """
    if not reason.strip():
        raise letters.ReasonMissing
    rows = circulation.Instruction.objects.select_related("dispatch", "unit")
    with acknowledged():
        letter = letters.locked(rows.values_list("letter_id", flat=True).get(pk=instruction_id))
        row = rows.select_for_update(of=("self",), no_key=True).get(pk=instruction_id)
        seat = circulation.giving_seat(actor, row)
        if seat is None:
            raise NotAllowed
        if row.state != circulation.State.OPEN:
            raise circulation.InstructionOver(state=row.get_state_display())
        country = letter.administration.country
        if due_on < calendars.local_day(now, country):
            raise DayGone
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        day = calendars.format_date(due_on, "ar", country)
        letters.record(
            letter=letter, kind="desk.postponed", actor=actor, now=now, seat=seat, day=day, reason=reason.strip()
        )
        return row
