"""The channel to another instance, as delivery asks for it: whether it can, and one try of carrying a letter there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.files import api as files
from diwan.correspondence.delivery import api as delivery
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal

from . import calling, client, protocol, transport
from .enums import CHANNEL as CODE
from .enums import Fault, PeerState, Stage
from .models import OutgoingMessage
from .operations import balancing, news, sending
from .queries import routing

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.files.api import StoredFile
    from diwan.correspondence.letters.api import Letter


ROUNDS = 4  # times a broken file is sent again within one try
LATER = delivery.Why.UNREACHABLE


class NotAnswered(Exception):
    """It answered, without the evidence that would let us believe it."""

    fault = Fault.UNPROVED


def offered(party: Any, letter: Letter, now: datetime) -> delivery.Offer:
    """Another instance, where the party is named by its code in the directory of bodies."""
    if not party.body:
        return delivery.Offer(False, _("it is not in the directory of bodies."))
    if routing.is_ours(party.body):
        return delivery.Offer(False, _("it works on this same system."))
    route = routing.route(party.body, now)
    if route is None:
        return delivery.Offer(False, _("nobody receives letters for it today."))
    if not route.instance.is_trusted:
        return delivery.Offer(False, _("we exchange no letters with its instance at present."))
    where = f"{route.body.names.here} · {route.instance.name}"
    if route.instead_of:
        return delivery.Offer(True, _("this body took over from the one you named."), where)
    return delivery.Offer(True, _("it works on another instance that we trust."), where)


def hand_over(row: delivery.Sending, now: datetime) -> delivery.Outcome | None:
    """One try. It counts as carried when the other instance sealed that it took the letter, and only then."""
    try:
        message = sending.settle(row, now)
    except sending.NoRoute as refusal:
        return delivery.impossible(str(refusal), delivery.Why.NO_OFFICE, delivery.Event.RELAY_REJECTION)
    instance = message.instance
    if instance.state != PeerState.TRUSTED:
        return delivery.later(instance.suspension, fault=Fault.STOPPED)
    try:
        proofs = carry(message, row, now)
    except client.LeftAlone as error:
        wait = instance.retry_at - now if instance.retry_at and instance.retry_at > now else None
        return delivery.later(str(error), LATER, wait=wait, fault=error.fault)
    except (transport.Unreachable, client.TheyRefuse, NotAnswered) as error:
        return delivery.later(f"{instance.name}: {error}"[:500], LATER, fault=error.fault)
    return outcome(message, proofs, now)


def ask_back(row: delivery.Sending) -> None:
    """What asks for a letter travels as other evidence: with the next try, or at once where it is there already."""
    balancing.unbalance(row)
    if row.state != delivery.State.WAITING:
        calling.balance.later(instance_id=OutgoingMessage.objects.get(message_id=row.message_id).instance_id)


def explained(row: delivery.Sending) -> str:
    """Why the last try came to nothing, in the language of who reads."""
    code = row.data.get("fault", "")
    return str(Fault(code).label) if code in Fault.values else ""


def carry(message: OutgoingMessage, row: delivery.Sending, now: datetime) -> list[protocol.Sealed]:
    """Announce, send the files that are not there, have it taken over; what they sealed about it.

    Raises:
        transport.Unreachable, client.TheyRefuse, client.LeftAlone, NotAnswered
    """
    failpoints.reach("exchange.before_announce")
    own = [protocol.Sealed(one.document, bytes(one.seal)) for one in row.evidence.filter(ours=True)]
    asked_back = any(protocol.asks_back(one) for one in own)
    said = client.announce(message, own, {} if asked_back else small(row))
    failpoints.reach("exchange.after_announce")
    if asked_back and said.get("stage") == Stage.OPEN:
        raise NotAnswered("it was announced, and not given back")
    for _round in range(ROUNDS):
        if said.get("stage") != Stage.OPEN:
            break
        send_files(message, row, wanted(said))
        said = committed(message)
    failpoints.reach("exchange.after_commit")
    proofs = [one for one in client.sealed_in(said) if news.is_theirs(message, one)]
    if not {event_of(one) for one in proofs} & {"RelayAcceptance", "RelayRejection"}:
        raise NotAnswered("no evidence that it was taken over")
    return proofs


def small(row: delivery.Sending) -> dict[str, bytes]:
    """All the files of a letter, by fingerprint, where they can travel with its announcement; else none."""
    found = stored(row)
    if sum(file.size for file in found.values()) > protocol.INLINE:
        return {}
    return {sha256: content_of(file) for sha256, file in found.items()}


def content_of(file: StoredFile) -> bytes:
    with files.open_file(file.pk) as stream:
        return stream.read()


def committed(message: OutgoingMessage) -> dict[str, Any]:
    """How it stands once it is asked to be taken over."""
    try:
        return client.commit(message)
    except client.TheyRefuse as refusal:
        if refusal.code != "still_missing":
            raise
        return client.announce(message, ())


def send_files(message: OutgoingMessage, row: delivery.Sending, gaps: dict[str, int]) -> None:
    """Send what is missing, each from where it broke off."""
    for sha256, file in stored(row).items():
        if sha256 in gaps:
            failpoints.reach("exchange.before_file")
            try:
                client.put_file(message, file, gaps[sha256])
            except client.TheyRefuse as refusal:
                if refusal.code not in {"other_bytes", "wrong_offset"}:
                    raise


def stored(row: delivery.Sending) -> dict[str, StoredFile]:
    pieces = row.letter.pieces.select_related("file")
    return {piece.file.sha256: piece.file for piece in pieces}


def wanted(said: dict[str, Any]) -> dict[str, int]:
    """The files they lack, with how much of each is there."""
    found = {}
    for one in said.get("missing", []) if isinstance(said.get("missing"), list) else []:
        if isinstance(one, dict) and isinstance(one.get("sha256"), str) and isinstance(one.get("offset"), int):
            found[one["sha256"]] = max(one["offset"], 0)
    return found


def outcome(message: OutgoingMessage, proofs: list[protocol.Sealed], now: datetime) -> delivery.Outcome:
    """What their evidence says, all of it kept; the last word counts."""
    refused = any(event_of(one) == "RelayRejection" for one in proofs)
    sending.ended(message, Stage.REFUSED if refused else Stage.ACCEPTED, now)
    failpoints.reach("exchange.noted")
    found = [news.outcome_of(delivery.Proof(one.document, one.seal)) for one in proofs]
    last = found[-1]
    kept = tuple(proof for one in found for proof in one.proofs)
    reference = next((one.their_reference for one in reversed(found) if one.their_reference), "")
    return delivery.Outcome(
        state=last.state,
        code=last.code,
        words=last.words,
        proofs=kept,
        their_reference=reference,
        data={"receiver": message.receiver},
    )


def event_of(sealed: protocol.Sealed) -> str:
    try:
        return str(protocol.loaded(sealed.document).get("event", "")).rpartition("/")[2]
    except Refusal:
        return ""


CHANNEL = delivery.Channel(
    code=CODE,
    label=gettext_lazy("Another instance of Diwan"),
    offered=offered,
    hand_over=hand_over,
    ask_back=ask_back,
    explained=explained,
    proved=balancing.unbalance,
    order=30,
)
