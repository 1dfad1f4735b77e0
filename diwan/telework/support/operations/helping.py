"""Help requests: asked, taken, answered, solved, opened again, and what the person thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules.api import DESK

from .. import policies
from ..enums import JOINED, Satisfaction, State, Way
from ..events import HelpAnswered, HelpAsked, HelpSolved
from ..models import HelpMessage, HelpRequest
from .common import NothingWritten, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class AlreadySolved(Refusal):
    message = _("This request is solved. Open it again to write more.")


class NotSolved(Refusal):
    message = _("This request is not solved yet.")


class NotOfTheDesk(Refusal):
    message = _("This person does not help that unit. Nothing was changed.")


@dataclass(frozen=True, kw_only=True)
class Need:
    """What somebody asks."""

    category: str
    urgency: int
    subject: str
    text: str
    way: str = Way.REMOTE


@transaction.atomic
def ask(*, actor: Actor, need: Need, file_ids: Sequence[int] = (), now: datetime) -> HelpRequest:
    """Ask for help, from one's first seat.

    Raises:
        NotAllowed: who sits nowhere has nobody to help them. NothingWritten.
    """
    seat = next(iter(actor.seats), None)
    if seat is None or actor.person_id is None:
        raise NotAllowed
    if not need.subject.strip() or not need.text.strip():
        raise NothingWritten
    row = HelpRequest.objects.create(
        administration_id=seat.administration_id,
        unit_id=seat.unit_id,
        person_id=actor.person_id,
        category=need.category,
        urgency=need.urgency,
        way=need.way,
        subject=need.subject.strip(),
        text=need.text.strip(),
        search_text=normalise(f"{need.subject} {need.text}"),
        asked_at=now,
    )
    if file_ids:
        row.files.set(files.claim_all(list(file_ids), purpose=JOINED, subject=f"{row.pk}", now=now))
    note(row.administration_id, "help_asked", f"help:{row.pk}", actor, now, urgency=row.urgency)
    facts.tell(HelpAsked(row.pk, 0))
    return row


def locked(request_id: int) -> HelpRequest:
    return HelpRequest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=request_id)


def demand_desk(actor: Actor, row: HelpRequest) -> None:
    if not policies.may_help(actor, row):
        raise NotAllowed


@transaction.atomic
def take(*, actor: Actor, request_id: int, person_id: int | None = None, now: datetime) -> HelpRequest:
    """Take a request in hand, or put it in the hand of somebody else of the desk.

    Raises:
        NotAllowed, AlreadySolved, NotOfTheDesk.
    """
    row = locked(request_id)
    demand_desk(actor, row)
    if not row.is_live:
        raise AlreadySolved
    taker = person_id or actor.person_id or 0
    if taker != actor.person_id and taker not in organisations.people_with(DESK, row.unit_id, now):
        raise NotOfTheDesk
    row.assigned_to_id = taker
    row.state = State.TAKEN if row.state == State.OPEN else row.state
    row.save(update_fields=["assigned_to", "state"])
    note(row.administration_id, "help_taken", f"help:{row.pk}", actor, now, by=taker)
    return row


@transaction.atomic
def write(
    *, actor: Actor, request_id: int, text: str, file_ids: Sequence[int] = (), waits: bool = False, now: datetime
) -> HelpMessage:
    """Write in the thread; `waits` says that the desk cannot go on before the person answers.

    Raises:
        NotAllowed, AlreadySolved, NothingWritten.
    """
    row = locked(request_id)
    own = row.person_id == actor.person_id
    if not own:
        demand_desk(actor, row)
    if not row.is_live:
        raise AlreadySolved
    if not text.strip():
        raise NothingWritten
    message = HelpMessage.objects.create(
        request=row, person_id=actor.person_id or 0, from_desk=not own, text=text.strip(), at=now
    )
    if file_ids:
        subject = f"{row.pk}:{message.pk}"
        message.files.set(files.claim_all(list(file_ids), purpose=JOINED, subject=subject, now=now))
    if own:
        row.state = State.TAKEN if row.state == State.WAITING and row.assigned_to_id else row.state
    else:
        row.answered_at = row.answered_at or now
        row.assigned_to_id = row.assigned_to_id or actor.person_id
        row.state = State.WAITING if waits else State.TAKEN
    row.save(update_fields=["answered_at", "assigned_to", "state"])
    note(row.administration_id, "help_written", f"help:{row.pk}", actor, now, desk=not own)
    facts.tell(HelpAnswered(message.pk, row.pk))
    return message


@transaction.atomic
def solve(*, actor: Actor, request_id: int, now: datetime) -> HelpRequest:
    """Say that it is solved: the desk, or the person who asked.

    Raises:
        NotAllowed, AlreadySolved.
    """
    row = locked(request_id)
    if row.person_id != actor.person_id:
        demand_desk(actor, row)
    if not row.is_live:
        raise AlreadySolved
    row.state, row.solved_at = State.SOLVED, now
    row.save(update_fields=["state", "solved_at"])
    note(row.administration_id, "help_solved", f"help:{row.pk}", actor, now)
    facts.tell(HelpSolved(row.pk, row.reopened))
    return row


@transaction.atomic
def reopen(*, actor: Actor, request_id: int, text: str, now: datetime) -> HelpRequest:
    """Say that it is not solved after all, and why; it goes back to whoever had it.

    Raises:
        NotAllowed, NotSolved, NothingWritten.
    """
    row = locked(request_id)
    demand_own(actor, row)
    if not text.strip():
        raise NothingWritten
    row.state = State.TAKEN if row.assigned_to_id else State.OPEN
    row.solved_at, row.satisfaction, row.satisfaction_words = None, None, ""
    row.reopened += 1
    row.save(update_fields=["state", "solved_at", "satisfaction", "satisfaction_words", "reopened"])
    HelpMessage.objects.create(request=row, person_id=row.person_id, from_desk=False, text=text.strip(), at=now)
    note(row.administration_id, "help_reopened", f"help:{row.pk}", actor, now)
    facts.tell(HelpAsked(row.pk, row.reopened))
    return row


def demand_own(actor: Actor, row: HelpRequest) -> None:
    if row.person_id != actor.person_id:
        raise NotAllowed
    if row.is_live:
        raise NotSolved


@transaction.atomic
def rate(*, actor: Actor, request_id: int, satisfaction: int, words: str = "", now: datetime) -> HelpRequest:
    """What the person thought of the help.

    Raises:
        NotAllowed, NotSolved.
    """
    row = locked(request_id)
    demand_own(actor, row)
    row.satisfaction, row.satisfaction_words = Satisfaction(satisfaction), words.strip()
    row.save(update_fields=["satisfaction", "satisfaction_words"])
    note(row.administration_id, "help_rated", f"help:{row.pk}", actor, now, satisfaction=row.satisfaction)
    return row
