"""What every write of an agreement does: lock it, go from one state to the next, leave a line, say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules import api as rules

from ..enums import TRANSITIONS, Did, State
from ..models import Agreement, Step
from ..policies import may_manage

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class WrongState(Refusal):
    message = _("The agreement is not in a state in which this can be done: %(state)s.")
    advice = _("Open it again: somebody else may have acted meanwhile.")


class ReasonMissing(Refusal):
    message = _("Say why. Nothing was done.")
    status = 422


class NoSuchAgreement(Refusal):
    message = _("There is no such agreement.")
    status = 404


def locked(agreement_id: int) -> Agreement:
    """The agreement, held until the transaction ends."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("unit", "review_unit", "administration")
    row = rows.filter(pk=agreement_id).first()
    if row is None:
        raise NoSuchAgreement
    return row


def managed(actor: Actor, agreement_id: int) -> Agreement:
    """The same, for whoever decides on it: its managers, and for its renewal or end those who evaluate there.

    Raises:
        NotAllowed
    """
    row = locked(agreement_id)
    evaluates = row.person_id != actor.person_id and actor.may(rules.EVALUATE, row.unit)
    if not may_manage(actor, row) and not evaluates:
        raise NotAllowed
    return row


def expect(row: Agreement, *states: State) -> None:
    if row.state not in states:
        raise WrongState(state=State(row.state).label)


def go(row: Agreement, state: State) -> None:
    """To the next state; staying is no move."""
    if state != row.state and state not in TRANSITIONS[row.state]:
        raise WrongState(state=State(row.state).label)
    row.state = state


def reason_of(text: str) -> str:
    """What was typed, without its blanks.

    Raises:
        ReasonMissing
    """
    said = " ".join(text.split())
    if not said:
        raise ReasonMissing
    return said


def today(row: Agreement, now: datetime) -> date:
    return calendars.local_day(now, row.administration.country)


def note(
    row: Agreement, did: Did, actor: Actor, now: datetime, *, why: str = "", on: date | None = None, told: Any = None
) -> None:
    """The line of history, the entry of the journal (never the reasons: it forgets nothing), the fact; last of all."""
    Step.objects.create(agreement=row, did=did, at=now, by_id=actor.person_id, why=why, on=on)
    journal.append(
        chain=f"agreements:{row.administration_id}",
        kind=f"agreements.{did}",
        at=now,
        actor_id=actor.person_id,
        subject=f"agreement:{row.pk}",
        facts={"state": row.state, "unit": row.unit_id, "on": on.isoformat() if on else ""},
    )
    if told is not None:
        day = on or today(row, now)
        facts.tell(
            told(
                agreement_id=row.pk,
                person_id=row.person_id,
                unit_id=row.unit_id,
                administration_id=row.administration_id,
                on=day.isoformat(),
            )
        )
