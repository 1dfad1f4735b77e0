"""The post: an item for each sending, lists for the post office, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import barcode, policies
from ..enums import Event, State, Why
from ..models import PostBatch, PostItem, Sending
from ..registry import Happened, Outcome
from .proving import issuer_of, journalled, office_now, prove
from .settling import settle, taken

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NothingToHand(Refusal):
    message = _("Nothing waits for the post at this office.")


class NoSuchItem(Refusal):
    message = _("No item of this office bears this bar code.")
    advice = _("Scan it again, or type the twelve characters below the bars.")
    status = 404


class NotWithThePost(Refusal):
    message = _("This item is not with the post: the sending is now %(state)s.")


class ComesFromTheFuture(Refusal):
    message = _("The date of the card is later than today.")
    status = 400


# What a card or an envelope that comes back says, and the evidence of it.
BACK: dict[str, tuple[State, Event]] = {
    Why.NONE: (State.ACCEPTED, Event.CONTENT_HANDOVER),
    Why.POST_REFUSED: (State.REFUSED, Event.CONSIGNMENT_REJECTION),
    Why.UNKNOWN_ADDRESS: (State.RETURNED, Event.CONTENT_HANDOVER_FAILURE),
    Why.UNCLAIMED: (State.RETURNED, Event.CONTENT_HANDOVER_FAILURE),
    Why.LOST: (State.FAILED, Event.RELAY_TO_NON_ERDS_FAILURE),
}


def item_for(sending: Sending, *, now: datetime) -> PostItem | None:
    """The item of a sending, with its bar code; None where the sending waits no more."""
    with acknowledged():
        row = Sending.objects.locked().select_related("letter").get(pk=sending.pk)
        if row.state != State.WAITING:
            return None
        defaults = {"barcode": barcode.number(row.pk), "office_id": row.letter.office_id}
        return PostItem.objects.get_or_create(sending=row, defaults=defaults)[0]


def hand_to_post(*, actor: Actor, office_id: int, now: datetime) -> PostBatch:
    """Close the list of what waits for the post at an office: from here on the post has it.

    Raises:
        NotAllowed, NothingToHand
    """
    with acknowledged():
        office = office_now(office_id, now)
        if not any(card.id == office_id for card in organisations.offices_within(actor, letters.REGISTER, now)):
            raise NotAllowed
        waiting = PostItem.objects.filter(office=office_id, batch=None, sending__state=State.HANDED)
        keys = list(waiting.order_by("sending__letter_id", "pk").values_list("pk", "sending_id"))
        if not keys:
            raise NothingToHand
        batch = PostBatch.objects.create(office_id=office_id, handed_at=now, handed_by_id=actor.person_id)
        issuer, proofs = issuer_of(office), []
        for key, sending_id in keys:
            _letter, row = taken(sending_id)
            if row.state != State.HANDED:
                continue
            PostItem.objects.filter(pk=key).update(batch=batch)
            detail = {"barcode": barcode.number(row.pk), "list": batch.pk}
            proofs += prove(
                row, [Happened(Event.RELAY_TO_NON_ERDS, detail=detail)], issuer=issuer, actor=actor, now=now
            )
        journalled(proofs, office_id=office_id, actor=actor, now=now)
        return batch


def came_back(
    *, actor: Actor, code: str, why: Why, on: date, carrier_number: str = "", note: str = "", now: datetime
) -> Sending:
    """Enter the acknowledgement card, or the envelope, that came back: `why` is empty for a letter that was delivered.

    Raises:
        NoSuchItem: nothing bears that bar code at an office of this actor.
        NotWithThePost: it was entered before, or was never handed over.
        NotAllowed, ComesFromTheFuture
    """
    with acknowledged():
        item = PostItem.objects.select_related("office__unit").filter(barcode=code.strip().upper()).first()
        if item is None or not actor.may(letters.REGISTER, item.office.unit):
            raise NoSuchItem
        letter, row = taken(item.sending_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        if on > calendars.local_day(now, letter.administration.country):
            raise ComesFromTheFuture
        item.refresh_from_db()
        if row.state != State.HANDED or item.batch_id is None:
            raise NotWithThePost(state=row.get_state_display())
        state, event = BACK[why]
        item.back_on, item.carrier_number = on, carrier_number.strip() or item.carrier_number
        item.save(update_fields=["back_on", "carrier_number"])
        detail = {"barcode": item.barcode, "on": on.isoformat(), "carrier_number": item.carrier_number}
        happened = Happened(event, why, note.strip(), detail=detail)
        settle(letter, row, Outcome(state=state, code=why, words=note.strip(), events=(happened,)), now, actor=actor)
        return row


def take_back(sending: Sending, now: datetime) -> bool:
    """An item can be withdrawn until the list it is on was handed over."""
    return not PostItem.objects.select_for_update().filter(sending=sending, batch__isnull=False).exists()
