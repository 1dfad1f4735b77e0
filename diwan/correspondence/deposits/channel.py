"""The space of the public as a channel of delivery: the letter that answers a deposit is put there as its answer.

The depositor is told that there is an answer, never what it says; the legal time ends with it; and when they open it,
the administration holds the proof (circular 253; law 55-19).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.letters import api as letters
from diwan.engines.signing import api as signing
from diwan.kit.arabic import normalise
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from .enums import OPEN
from .models import Deposit
from .operations import answering
from .policies import may_process

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

CODE, ORIGIN = "public", "deposit:"
PDF = "application/pdf"


def offered(party: Any, letter: letters.Letter, now: datetime) -> delivery.Offer:
    """To the depositor of what the letter answers, as long as it was not answered."""
    deposit = answered_by(letter)
    if deposit is None:
        return delivery.Offer(False, _("the letter answers nothing that was deposited."))
    if normalise(party.name) != normalise(deposit.applicant_name):
        return delivery.Offer(False, _("this is not who deposited the letter answered."))
    if deposit.state not in OPEN:
        return delivery.Offer(False, _("what was deposited is already answered or closed."))
    return delivery.Offer(True, _("the letter answers what they deposited."), deposit.reference)


def answered_by(letter: letters.Letter) -> Deposit | None:
    """The deposit of the letter that this one answers, at an office of the same administration."""
    links = letter.links.filter(kind=letters.LinkKind.ANSWERS, other__origin__startswith=ORIGIN)
    origin = links.values_list("other__origin", flat=True).first()
    if origin is None:
        return None
    rows = Deposit.objects.select_related("office__administration", "office__unit")
    return rows.filter(pk=origin.removeprefix(ORIGIN), office__administration=letter.administration_id).first()


def hand_over(sending: delivery.Sending, now: datetime) -> delivery.Outcome | None:
    """Answer the deposit with the letter, and note it in the same transaction: it is answered once, or not at all."""
    deposit = answered_by(sending.letter)
    failure = delivery.Event.CONTENT_CONSIGNMENT_FAILURE
    if deposit is None:
        return delivery.impossible("", delivery.Why.UNKNOWN_ADDRESS, failure)
    pieces = sealed_pieces(sending.letter, now)
    try:
        with acknowledged():
            if not delivery.still_waits(sending.pk):
                return None
            said = sending.letter.body or sending.letter.subject
            actor = author(sending, deposit, now)
            answering.answer(actor=actor, deposit_id=deposit.pk, text=said, pieces=pieces, accepting=True, now=now)
            events = [delivery.Happened(delivery.Event.CONTENT_CONSIGNMENT, detail={"deposit": deposit.reference})]
            if deposit.email or deposit.depositor_id:
                events.append(delivery.Happened(delivery.Event.CONSIGNMENT_NOTIFICATION))
            outcome = delivery.carried(delivery.State.CONSIGNED, events, deposit=deposit.pk)
            delivery.answered(message_id=sending.message_id, outcome=outcome, now=now)
    except Refusal as refusal:
        return delivery.impossible(str(refusal), delivery.Why.OTHER, failure)
    return None


def author(sending: delivery.Sending, deposit: Deposit, now: datetime) -> Actor:
    """Whoever sent the letter answers, if they process deposits there; else the house does for them."""
    if sending.asked_by_id is not None:
        actor = organisations.actor_for(sending.asked_by_id, now)
        if may_process(actor, deposit):
            return actor
    return organisations.SYSTEM


def sealed_pieces(letter: letters.Letter, now: datetime) -> list[int]:
    """The files of the answer: the letter itself under the seal of the administration, its annexes as they are."""
    found = []
    for piece in letter.pieces.select_related("file"):
        if piece.role == letters.PieceRole.MAIN and piece.file.media_type == PDF:
            with files.open_file(piece.file_id) as source:
                page = source.read()
            code = letter.administration.code
            sealed = signing.seal(page, administration_code=code, reason=letter.reference, at=now)
            found.append(files.store(io.BytesIO(sealed), name=piece.file.name, now=now).pk)
        else:
            found.append(piece.file_id)
    return found


def read(*, deposit_id: int, now: datetime) -> None:
    """The depositor opened the answer: the sending that brought it is handed over. Told twice, it is noted once."""
    rows = delivery.Sending.objects.filter(
        channel=CODE,
        letter__links__kind=letters.LinkKind.ANSWERS,
        letter__links__other__origin=f"{ORIGIN}{deposit_id}",
        state=delivery.State.CONSIGNED,
    )
    for message_id in rows.values_list("message_id", flat=True):
        events = (delivery.Happened(delivery.Event.CONTENT_HANDOVER),)
        outcome = delivery.carried(delivery.State.ACCEPTED, events)
        delivery.answered(message_id=message_id, outcome=outcome, actor=organisations.ANONYMOUS, now=now)


def register() -> None:
    """Make the channel known; called in `ready()`."""
    delivery.register_channel(
        delivery.Channel(
            code=CODE,
            label=gettext_lazy("The space of the depositor"),
            offered=offered,
            hand_over=hand_over,
            gave_up=delivery.Event.CONTENT_CONSIGNMENT_FAILURE,
            order=5,
        )
    )
