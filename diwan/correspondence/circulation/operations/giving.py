"""A letter is given to units, each with what it is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import State, Verb
from ..events import InstructionGiven
from ..models import Dispatch, Instruction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Seat
    from diwan.correspondence.letters.api import Letter


class NobodyNamed(Refusal):
    message = _("Choose at least one unit.")
    status = 400


class UnitGone(Refusal):
    message = _("A unit you chose was abolished meanwhile, or is of another administration. Nothing was dispatched.")


class TwoLeads(Refusal):
    message = _("One unit is in charge; the others take part.")
    status = 400


class InstructionOver(Refusal):
    message = _("This instruction is over: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one unit is asked: `post` to name somebody else than its head."""

    unit: int
    verb: Verb
    post: int | None = None
    lead: bool = False
    text: str = ""
    due_on: date | None = None


def give(
    *,
    actor: Actor,
    letter_id: int,
    asked: Sequence[Asked],
    note: str = "",
    parent_id: int | None = None,
    now: datetime,
) -> Dispatch:
    """Give a letter to units (A.2), or pass on what was given to oneself (`parent_id`) to the units below.

    Raises:
        NobodyNamed, TwoLeads, UnitGone
        InstructionOver: what is passed on was ended meanwhile.
        NotAllowed: the actor neither dispatches to these units nor was given what they pass on.
        letters.NotNow: the letter is closed, returned or annulled.
    """
    if not asked:
        raise NobodyNamed
    if sum(one.lead for one in asked) > 1:
        raise TwoLeads
    with acknowledged():
        letter = letters.locked(letter_id)
        parent = locked(parent_id) if parent_id else None
        seat = demand(actor, letter, parent, asked, now)
        dispatch = Dispatch.objects.create(
            letter=letter,
            parent=parent,
            person_id=actor.person_id,
            post_id=seat.post_id if seat else None,
            basis=seat.basis if seat else "",
            at=now,
            note=note,
        )
        for one in asked:
            ask(dispatch, letter, one, now)
        lead = next((one.unit for one in asked if one.lead), None)
        if lead and parent is None:
            letter.unit_id = lead
            letter.save(update_fields=["unit"])
        if letter.state == letters.State.REGISTERED:
            letters.move(letter, letters.State.DISPATCHED, now=now, actor=actor)
        letters.refresh(letter)
        units = ", ".join(sorted(names_of([one.unit for one in asked], now)))
        letters.record(letter=letter, kind="circulation.given", actor=actor, now=now, seat=seat, units=units)
        return dispatch


def ask(dispatch: Dispatch, letter: Letter, one: Asked, now: datetime) -> Instruction:
    """One instruction of a dispatch, put before its unit and its post."""
    post = one.post or organisations.head_post(one.unit)
    row = Instruction.objects.create(
        dispatch=dispatch,
        letter=letter,
        unit_id=one.unit,
        post_id=post,
        verb=one.verb,
        lead=one.lead,
        text=one.text.strip(),
        given_at=now,
        due_on=one.due_on,
    )
    letters.show(letter=letter, cause=f"instruction:{row.pk}", units=[one.unit], posts=[post] if post else [])
    facts.tell(InstructionGiven(instruction_id=row.pk, letter_id=letter.pk))
    return row


def demand(
    actor: Actor, letter: Letter, parent: Instruction | None, asked: Sequence[Asked], now: datetime
) -> Seat | None:
    """The seat from which the actor gives it, or a refusal."""
    if letter.state not in (*letters.OPEN, letters.State.DRAFT):
        raise letters.NotNow(state=letter.get_state_display())
    units = organisations.places([one.unit for one in asked], letter.administration_id, now)
    if len(units) != len({one.unit for one in asked}):
        raise UnitGone
    if parent is not None:
        if parent.state != State.OPEN:
            raise InstructionOver(state=parent.get_state_display())
        seat = policies.seat_of(actor, parent)
        within_reach = seat is not None and all(place.path.startswith(seat.unit_path) for place in units)
        if seat is not None and (within_reach or all(policies.may_dispatch(actor, place) for place in units)):
            return seat
        raise NotAllowed
    if not all(policies.may_dispatch(actor, place) for place in units):
        raise NotAllowed
    return actor.seat_for(policies.DISPATCH, units[0])


def names_of(units: Sequence[int], now: datetime) -> list[str]:
    """What the history says: names in Arabic, as the register does."""
    return [names.ar for names in organisations.units_named(units, now).values()]


def locked(instruction_id: int) -> Instruction:
    rows = Instruction.objects.select_related("dispatch", "unit").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=instruction_id)
