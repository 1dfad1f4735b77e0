"""The two channels between registry offices of this instance: of the same administration, and of another one.

Sender and receiver see each other's letter and evidence, as over any network: what arrives is a copy of the envelope
and the same files, and the answer comes back as sealed evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.kit.transactions import acknowledged

from ..enums import Event, State, Why
from ..evidence import proof_of
from ..models import Sending
from ..operations.arriving import Coming, NoOffice, arrive, proofs_of, take_back
from ..registry import Channel, Offer, Outcome, carried, impossible, register_channel

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter

UNIT, ADMINISTRATION = "unit", "administration"
LOCAL = (UNIT, ADMINISTRATION)


def offered_to_unit(party: Any, letter: Letter, now: datetime) -> Offer:
    """A unit of the same administration whose mail another registry office keeps."""
    if party.unit_id is None or party.unit.administration_id != letter.administration_id:
        return Offer(False, _("it is no unit of this administration."))
    office = office_of(party, now)
    if office is None:
        return Offer(False, _("no registry office takes its mail."))
    if office.id == letter.office_id:
        return Offer(False, _("its mail is kept by this same office: dispatch the letter instead."))
    return Offer(True, _("this unit has a registry office of its own."), named(office))


def offered_to_administration(party: Any, letter: Letter, now: datetime) -> Offer:
    """Another administration that works here."""
    if party.unit_id is None or party.unit.administration_id == letter.administration_id:
        return Offer(False, _("it is no other administration of this system."))
    office = office_of(party, now)
    if office is None:
        return Offer(False, _("no registry office takes its mail."))
    return Offer(True, _("this administration works in the same system."), named(office))


def office_of(party: Any, now: datetime) -> organisations.OfficeCard | None:
    """The office that keeps the mail of the unit, or of the one that took over from it."""
    unit_id = organisations.standing_unit(party.unit_id, now)
    return organisations.nearest_office(unit_id, now) if unit_id else None


def named(office: organisations.OfficeCard) -> str:
    language = get_language() or "ar"
    return f"{office.names.get(language)} · {office.code}"


def hand_over(sending: Sending, now: datetime) -> Outcome | None:
    """Put the letter before the other office. The sending stays locked meanwhile: it cannot be withdrawn half-way."""
    office = office_of(sending.party, now)
    if office is None:
        return impossible("", Why.NO_OFFICE, Event.RELAY_REJECTION)
    letter = sending.letter
    with acknowledged():
        row = Sending.objects.locked().get(pk=sending.pk)
        if row.state != State.WAITING:
            return None
        source = row.said["from"]
        coming = Coming(
            message_id=row.message_id,
            channel=row.channel,
            office_id=office.id,
            envelope=row.envelope,
            sender_code=source["administration"],
            sender_name=source["name"]["ar"] or source["administration"],
            sender_id=letter.administration_id,
            pieces=tuple(letter.pieces.values_list("file_id", flat=True)),
            proofs=tuple(proof_of(one) for one in row.evidence.filter(ours=True)),
            data={"unit": letter.unit_id} if row.channel == UNIT and letter.unit_id else {},
        )
        try:
            arrival, _new = arrive(coming, now=now)
        except NoOffice:
            return impossible("", Why.NO_OFFICE, Event.RELAY_REJECTION)
    return carried(State.CONSIGNED, proofs=proofs_of(arrival), office=office.code)


def take_back_here(sending: Sending, now: datetime) -> bool:
    return take_back(message_id=sending.message_id, reason=str(Why.WITHDRAWN.label), now=now)


def register() -> None:
    """Make both known; called in `ready()`."""
    for code, label, offered, order in (
        (UNIT, gettext_lazy("Registry office of the unit"), offered_to_unit, 10),
        (
            ADMINISTRATION,
            gettext_lazy("Registry office of the administration, in this system"),
            offered_to_administration,
            20,
        ),
    ):
        register_channel(
            Channel(code=code, label=label, offered=offered, hand_over=hand_over, take_back=take_back_here, order=order)
        )
