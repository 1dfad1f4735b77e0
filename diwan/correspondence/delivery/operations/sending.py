"""A numbered letter leaves: one sending for each party, taken in charge as the letter is sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.correspondence.letters import api as letters
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE, MISSED, Event
from ..envelope import envelope_of
from ..events import LetterSent
from ..models import Sending
from ..registry import Happened, channel
from .carrying import carry
from .proving import issuer_of, journalled, office_now, prove

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

SENDABLE = (letters.State.REGISTERED, letters.State.DISPATCHED, letters.State.SENT)


class NobodyChosen(Refusal):
    message = _("No addressee was chosen, so nothing was sent.")
    status = 400


class NotToBeSent(Refusal):
    message = _("Only a numbered letter that goes out or stays inside is sent.")
    advice = _("Give it its number first.")


class NoWay(Refusal):
    message = _("%(party)s cannot be reached so: %(why)s Nothing was sent.")
    advice = _("Choose another channel for this addressee.")


class OnItsWay(Refusal):
    message = _("This letter is already on its way to %(party)s, or has reached them. Nothing was sent.")
    advice = _("Withdraw that sending first, as long as it was not accepted.")


class NotMissed(Refusal):
    message = _("This sending has not failed: it is now %(state)s. Nothing was sent.")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """To whom, by which channel; `data` is what the channel asks of the sender (where to send a code)."""

    party: int
    channel: str
    data: dict[str, Any] = field(default_factory=dict)


def send(*, actor: Actor, letter_id: int, to: Sequence[Asked], now: datetime) -> list[Sending]:
    """Give a numbered letter to the channels: it is sent from here on, and each channel carries it by a job.

    Raises:
        NobodyChosen, NotAllowed, NotToBeSent
        NoWay: a channel cannot carry it to that party.
        OnItsWay: it was sent to that party, and not refused or returned.
    """
    if not to:
        raise NobodyChosen
    with acknowledged():
        letter = letters.locked(letter_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        return given(actor, letter, to, now)


def resend(*, actor: Actor, sending_id: int, to: Asked, now: datetime) -> Sending:
    """Send again what was refused, returned, withdrawn or could not be delivered, by the same channel or another.

    Raises:
        NotMissed: it was not.
        NotAllowed, NotToBeSent, NoWay, OnItsWay: as for `send`.
    """
    with acknowledged():
        old = Sending.objects.get(pk=sending_id)
        letter = letters.locked(old.letter_id)
        old = Sending.objects.locked().get(pk=sending_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        if old.state not in MISSED:
            raise NotMissed(state=old.get_state_display())
        return given(actor, letter, [to], now, resends=old)[0]


def given(
    actor: Actor, letter: Letter, to: Sequence[Asked], now: datetime, resends: Sending | None = None
) -> list[Sending]:
    """The one way out: checked, written, proved, told; the letter is locked by the caller."""
    if letter.kind == letters.Kind.INCOMING or letter.state not in SENDABLE:
        raise NotToBeSent
    office = office_now(letter.office_id, now)
    seat = actor.seat_for(letters.REGISTER, letter.office.unit)
    rows = []
    for asked, party in addressees(letter, to, now, resends):
        message_id = uuid.uuid4()
        rows.append(
            Sending(
                message_id=message_id,
                letter=letter,
                party=party,
                channel=asked.channel,
                envelope=envelope_of(letter, party, message_id, office),
                asked_at=now,
                asked_by_id=actor.person_id,
                post_id=seat.post_id if seat else None,
                basis=seat.basis if seat else "",
                moved_at=now,
                next_attempt_at=now,
                resends=resends,
                data=asked.data,
            )
        )
    Sending.objects.bulk_create(rows)
    issuer, taken = issuer_of(office, seat), Happened(Event.SUBMISSION_ACCEPTANCE)
    proofs = [proof for row in rows for proof in prove(row, [taken], issuer=issuer, actor=actor, now=now)]
    for row in rows:
        carry.later(sending_id=row.pk)
    if letter.state != letters.State.SENT:
        letters.move(letter, letters.State.SENT, now=now, actor=actor)
    facts.tell(LetterSent(letter_id=letter.pk))
    names = "، ".join(row.party.name for row in rows[:3]) + (f" +{len(rows) - 3}" if len(rows) > 3 else "")
    letters.record(letter=letter, kind="delivery.sent", actor=actor, now=now, seat=seat, parties=names)
    journalled(proofs, office_id=letter.office_id, actor=actor, now=now)
    failpoints.reach("delivery.asked")
    return rows


def addressees(letter: Letter, to: Sequence[Asked], now: datetime, resends: Sending | None) -> list[tuple[Asked, Any]]:
    """Each party with what was asked for it, once the channel says it can."""
    parties = {
        party.pk: party
        for party in letter.parties.exclude(role=letters.PartyRole.SENDER).select_related("unit__administration")
    }
    live = set(Sending.objects.filter(letter=letter, state__in=LIVE).values_list("party_id", flat=True))
    found = []
    for asked in to:
        party, way = parties.get(asked.party), channel(asked.channel)
        if party is None or way is None or (resends and resends.party_id != asked.party):
            raise NobodyChosen
        if party.pk in live:
            raise OnItsWay(party=party.name)
        live.add(party.pk)
        offer = way.offered(party, letter, now)
        if not offer.can:
            raise NoWay(party=party.name, why=offer.why)
        found.append((asked, party))
    return found
