"""A letter is given to units, each with what it is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import ASIDE, State, Verb
from ..events import InstructionGiven
from ..models import Dispatch, Instruction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Seat
    from diwan.correspondence.letters.api import Letter


NAMED = 6  # units that the history names one by one


class NobodyNamed(Refusal):
    message = _("Choose at least one unit.")
    status = 400


class UnitGone(Refusal):
    message = _("A unit you chose was abolished meanwhile, or is of another administration. Nothing was dispatched.")


class PostGone(Refusal):
    message = _("A post you chose is closed, or is not of the unit named. Nothing was dispatched.")


class TwoLeads(Refusal):
    message = _("One unit is in charge; the others take part.")
    status = 400


class NamedTwice(Refusal):
    message = _("This unit or post is named twice.")
    status = 400


class PostNeeded(Refusal):
    message = _("This letter may only be given by name (%(level)s), and this unit has no head: %(unit)s.")
    advice = _("Choose a post of that unit.")


class InstructionOver(Refusal):
    message = _("This instruction is over: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one unit is asked: `post` to name somebody else than its head; `due_days` counts worked days, and the date
    follows the calendar when a holiday is announced."""

    unit: int
    verb: Verb
    post: int | None = None
    lead: bool = False
    text: str = ""
    due_on: date | None = None
    due_days: int | None = None


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
        NobodyNamed, TwoLeads, NamedTwice, UnitGone, PostGone
        PostNeeded: a restricted or confidential letter goes to posts by name.
        InstructionOver: what is passed on was ended meanwhile.
        NotAllowed: the actor does not read the letter, or neither dispatches to these units nor was given what they
            pass on.
        letters.NotNow: the letter is closed, returned or annulled.
    """
    if not asked:
        raise NobodyNamed
    if sum(one.lead for one in asked) > 1:
        raise TwoLeads
    asked = led(asked)
    with acknowledged():
        letter = letters.locked(letter_id)
        parent = locked(parent_id) if parent_id else None
        seat = demand(actor, letter, parent, asked, now)
        posts = named_posts(letter, asked, now)
        dispatch = Dispatch.objects.create(
            letter=letter,
            parent=parent,
            person_id=actor.person_id,
            post_id=seat.post_id if seat else None,
            basis=seat.basis if seat else "",
            at=now,
            note=note.strip(),
        )
        for one, post in zip(asked, posts, strict=True):
            ask(dispatch, letter, one, post, now)
        lead = next((one.unit for one in asked if one.lead), None)
        if lead and parent is None:
            letter.unit_id = lead
            letter.save(update_fields=["unit"])
        if letter.state == letters.State.REGISTERED:
            letters.move(letter, letters.State.DISPATCHED, now=now, actor=actor)
        letters.refresh(letter)
        units = listed(names_of([one.unit for one in asked], now))
        letters.record(letter=letter, kind="circulation.given", actor=actor, now=now, seat=seat, units=units)
        return dispatch


def led(asked: Sequence[Asked]) -> list[Asked]:
    """The one unit that is asked to act, the others having copies, is in charge without being named so. Who is asked
    for an opinion is not: the letter stays where it is."""
    acting = [one for one in asked if one.verb not in ASIDE]
    if len(acting) == 1 and not any(one.lead for one in asked):
        return [replace(one, lead=one is acting[0]) for one in asked]
    return list(asked)


def ask(dispatch: Dispatch, letter: Letter, one: Asked, post: int | None, now: datetime) -> Instruction:
    """One instruction of a dispatch, put before its unit and its post."""
    row = Instruction.objects.create(
        dispatch=dispatch,
        letter=letter,
        unit_id=one.unit,
        post_id=post,
        giver_post_id=dispatch.post_id,
        verb=one.verb,
        lead=one.lead,
        text=one.text.strip(),
        given_at=now,
        due_on=one.due_on or day_after(letter, one.due_days, now),
        due_days=None if one.due_on else one.due_days,
    )
    show(row, at_once=False)  # forty units at once are one audience: see the end of `give`
    facts.tell(InstructionGiven(instruction_id=row.pk, letter_id=letter.pk))
    return row


def show(row: Instruction, *, at_once: bool = True) -> None:
    """Put the letter before whoever was asked, for as long as this instruction was not taken from them."""
    posts = [row.post_id] if row.post_id else []
    cause = f"instruction:{row.pk}"
    letters.show(letter=row.letter, cause=cause, units=[row.unit_id], posts=posts, at_once=at_once)


def day_after(letter: Letter, days: int | None, start: datetime) -> date | None:
    """The last of so many worked days after that of `start`, in the country of the letter."""
    if not days:
        return None
    country = letter.administration.country
    return calendars.due_on(country, calendars.local_day(start, country), days, "working")


def demand(
    actor: Actor, letter: Letter, parent: Instruction | None, asked: Sequence[Asked], now: datetime
) -> Seat | None:
    """The seat from which the actor gives it, or a refusal."""
    if not policies.may_see(actor, letter.pk):
        raise NotAllowed
    if letter.state not in (*letters.OPEN, letters.State.DRAFT):
        raise letters.NotNow(state=letter.get_state_display())
    units = organisations.places([one.unit for one in asked], letter.administration_id, now)
    if len(units) != len({one.unit for one in asked}):
        raise UnitGone
    by_key = {unit.pk: unit for unit in units}
    pairs = [(by_key[one.unit], one) for one in asked]
    if parent is not None:
        others = [unit for unit, one in pairs if not policies.may_ask(actor, letter, unit, one)]
        seat = policies.passing_seat(actor, parent, others)
        if seat is None or parent.letter_id != letter.pk:
            raise NotAllowed
        if parent.state != State.OPEN:
            raise InstructionOver(state=parent.get_state_display())
        return seat
    if not all(policies.may_ask(actor, letter, *pair) for pair in pairs):
        raise NotAllowed
    return policies.dispatching_seat(actor, letter, units)


def named_posts(letter: Letter, asked: Sequence[Asked], now: datetime) -> list[int | None]:
    """The post of each: the one named, which must be open and of that unit, or the head's (4 queries for all)."""
    cards = organisations.posts_in([one.unit for one in asked], now)
    heads = {card.unit_id: card.id for card in cards.values() if card.is_head}
    found: list[int | None] = []
    for one in asked:
        if one.post is not None and (one.post not in cards or cards[one.post].unit_id != one.unit):
            raise PostGone
        found.append(one.post or heads.get(one.unit))
    if len({(one.unit, post) for one, post in zip(asked, found, strict=True)}) != len(asked):
        raise NamedTwice
    if letter.level != letters.Level.ORDINARY and None in found:
        unit = asked[found.index(None)].unit
        raise PostNeeded(level=letter.get_level_display(), unit=next(iter(names_of([unit], now)), ""))
    return found


def listed(names: Sequence[str]) -> str:
    """The units of a dispatch in one line of the history; of forty, the first ones and how many there are."""
    named = "، ".join(sorted(names)[:NAMED])
    return named if len(names) <= NAMED else f"{named}… ({len(names)})"


def names_of(units: Sequence[int], now: datetime) -> list[str]:
    """What the history says: names in Arabic, as the register does."""
    return [names.ar for names in organisations.units_named(units, now).values()]


def locked(instruction_id: int) -> Instruction:
    """An instruction, locked, with what policies ask of it. Its letter is locked before."""
    rows = Instruction.objects.select_related("dispatch__post__unit", "dispatch__parent", "unit")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=instruction_id)
