"""The receiving registry decides on what arrived: accept and register, refuse before, return after."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import REFUSALS, ArrivalState, Event, Why
from ..events import ArrivalAnswered
from ..models import Arrival
from ..registry import Happened
from .handing import ReasonMissing
from .proving import issuer_of, journalled, office_now, prove

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

RETURNABLE = (letters.State.REGISTERED, letters.State.DISPATCHED)
RETURN = "return"  # tells the refusal after registration apart from one before


class AlreadyDecided(Refusal):
    message = _("This arrival is now: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


def accept(*, actor: Actor, arrival_id: int, now: datetime) -> Letter:
    """Take the letter in: it gets its number in the register of incoming letters, and its sender is told which.

    Raises:
        NotAllowed
        AlreadyDecided: somebody decided before, or its sender withdrew it.
        letters.OfficeClosed
    """
    with acknowledged():
        row = waiting(actor, arrival_id)
        office = office_now(row.office_id, now)
        seat = actor.seat_for(letters.REGISTER, row.office.unit)
        issuer = issuer_of(office, seat)
        happened = [Happened(Event.CONSIGNMENT_ACCEPTANCE), Happened(Event.CONTENT_CONSIGNMENT)]
        rows = prove(row, happened, issuer=issuer, actor=actor, now=now)
        pieces = list(row.pieces.values_list("file_id", flat=True))
        letter = letters.register(
            actor=actor,
            office_id=row.office_id,
            kind=letters.Kind.INCOMING,
            letter=told(row, now),
            pieces=pieces,
            now=now,
        )
        row.state, row.decided_at, row.decided_by_id, row.letter = ArrivalState.REGISTERED, now, actor.person_id, letter
        row.save(update_fields=["state", "decided_at", "decided_by", "letter"])
        answers(letter, row, now)
        facts.tell(ArrivalAnswered(arrival_id=row.pk, channel=row.channel, state=row.state))
        handed = Happened(Event.CONTENT_HANDOVER, detail={"registered_as": letter.reference})
        rows += prove(row, [handed], issuer=issuer, actor=actor, now=now)
        journalled(rows, office_id=row.office_id, actor=actor, now=now)
        return letter


def refuse(*, actor: Actor, arrival_id: int, code: Why, reason: str, now: datetime) -> Arrival:
    """Refuse a letter before it is registered; its sender reads why, and may send it again elsewhere.

    Raises:
        ReasonMissing, NotAllowed, AlreadyDecided
    """
    if code not in REFUSALS or not reason.strip():
        raise ReasonMissing
    with acknowledged():
        row = waiting(actor, arrival_id)
        row.state, row.decided_at, row.decided_by_id = ArrivalState.REFUSED, now, actor.person_id
        row.reason_code, row.reason = code, reason.strip()
        row.save(update_fields=["state", "decided_at", "decided_by", "reason_code", "reason"])
        facts.tell(ArrivalAnswered(arrival_id=row.pk, channel=row.channel, state=row.state))
        rejected(actor, row, now)
        return row


def return_(*, actor: Actor, arrival_id: int, code: Why, reason: str, now: datetime) -> Arrival:
    """Give back a letter that was registered already: it keeps its number here, and its sender reads why.

    Raises:
        ReasonMissing, NotAllowed
        AlreadyDecided: it was not accepted, or was returned before.
        letters.NotNow: the letter is closed.
    """
    if code not in REFUSALS or not reason.strip():
        raise ReasonMissing
    with acknowledged():
        letter_id = Arrival.objects.values_list("letter_id", flat=True).get(pk=arrival_id)
        letter = letters.locked(letter_id) if letter_id else None
        row = decidable(actor, arrival_id)
        if letter is None or row.state != ArrivalState.REGISTERED:
            raise AlreadyDecided(state=row.get_state_display())
        letters.move(letter, letters.State.RETURNED, now=now, actor=actor, reason=reason.strip())
        row.state, row.decided_at, row.decided_by_id = ArrivalState.RETURNED, now, actor.person_id
        row.reason_code, row.reason = code, reason.strip()
        row.save(update_fields=["state", "decided_at", "decided_by", "reason_code", "reason"])
        facts.tell(ArrivalAnswered(arrival_id=row.pk, channel=row.channel, state=row.state))
        seat = actor.seat_for(letters.REGISTER, row.office.unit)
        letters.record(letter=letter, kind="letters.returned", actor=actor, now=now, seat=seat, reason=row.reason)
        rejected(actor, row, now, RETURN)
        return row


def rejected(actor: Actor, row: Arrival, now: datetime, occasion: str = "") -> None:
    """The evidence of a refusal, before or after registration."""
    seat = actor.seat_for(letters.REGISTER, row.office.unit)
    happened = Happened(Event.CONSIGNMENT_REJECTION, Why(row.reason_code), row.reason, occasion)
    issuer = issuer_of(office_now(row.office_id, now), seat)
    rows = prove(row, [happened], issuer=issuer, actor=actor, now=now)
    journalled(rows, office_id=row.office_id, actor=actor, now=now)


def waiting(actor: Actor, arrival_id: int) -> Arrival:
    """An arrival that nobody decided on, locked."""
    row = decidable(actor, arrival_id)
    if row.state != ArrivalState.WAITING:
        raise AlreadyDecided(state=row.get_state_display())
    return row


def decidable(actor: Actor, arrival_id: int) -> Arrival:
    row = Arrival.objects.locked().select_related("office__unit", "office__administration").get(pk=arrival_id)
    if not policies.may_decide(actor, row):
        raise NotAllowed
    return row


def told(row: Arrival, now: datetime) -> letters.NewLetter:
    """The letter as its envelope says it, ready to be registered."""
    said = row.said
    letter, to = said["letter"], said["to"]
    root = organisations.root_unit(row.sender_id).pk if row.sender_id else None
    same = row.sender_id == row.office.administration_id
    sender = letters.Correspondent(
        name=row.sender_name,
        kind=letters.PartyKind.UNIT if same else letters.PartyKind.ADMINISTRATION,
        unit=row.data.get("unit") or root,
        body="" if row.sender_id else row.sender_code,
    )
    addressee = letters.Correspondent(
        name=str(to["name"])[:200] or row.office.code,
        role=letters.PartyRole.COPY if to["role"] == letters.PartyRole.COPY else letters.PartyRole.ADDRESSEE,
        kind=letters.PartyKind.UNIT,
        title=str(to["title"])[:120],
        representative=str(to["representative"])[:200],
    )
    return letters.NewLetter(
        subject=row.subject,
        parties=(sender, addressee),
        body=str(letter["body"]),
        language=str(letter["language"])[:3],
        medium=letters.Medium.INTERNAL if same else letters.Medium.EXCHANGE,
        level=letters.Level(row.level),
        priority=letters.Priority(row.priority),
        dated_on=day_of(letter["dated_on"]),
        received_on=calendars.local_day(row.arrived_at, row.office.administration.country),
        their_reference=row.reference,
        origin=f"arrival:{row.pk}",
    )


def day_of(text: object) -> date | None:
    """A day as the envelope writes it; None for anything else."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def answers(letter: Letter, row: Arrival, now: datetime) -> None:
    """Where the envelope says which of our letters it answers, the two are linked."""
    reference = str(json.loads(row.envelope)["letter"].get("answers", ""))
    other = reference and letters.Letter.objects.filter(reference=reference, office_id=row.office_id).first()
    if other:
        letters.link(letter=letter, other_id=other.pk, kind=letters.LinkKind.ANSWERS, now=now)
