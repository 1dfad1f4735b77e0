"""Evidence of what became of a letter goes back to the instance it came from, and is taken from it for ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from diwan.core.organisations import api as organisations
from diwan.correspondence.delivery import api as delivery
from diwan.engines.signing import api as signing
from diwan.kit import failpoints

from .. import protocol
from ..enums import CHANNEL
from ..models import IncomingMessage, Instance, News, OutgoingMessage
from ..queries import ours
from . import receiving

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

GIVEN_BACK = (delivery.Event.CONTENT_HANDOVER_FAILURE, delivery.Event.RELAY_REJECTION)
BATCH = 100  # pieces of evidence sent at once

# --- of letters that came here -------------------------------------------------------------------------------------


@transaction.atomic
def collect(*, now: datetime, arrival_id: int | None = None) -> set[int]:
    """Put what this instance sealed about letters that came here on its way back, each once; to which instances."""
    rows = delivery.Evidence.objects.filter(ours=True, arrival__channel=CHANNEL)
    if arrival_id is not None:
        rows = rows.filter(arrival_id=arrival_id)
    fresh = list(rows.exclude(pk__in=News.objects.values("evidence_id")).order_by("pk")[:1000])
    arrivals = {one.arrival_id for one in fresh}
    messages = {row.arrival_id: row for row in IncomingMessage.objects.filter(arrival__in=arrivals)}
    made = [
        News(message=messages[one.arrival_id], evidence=one, kept_at=now) for one in fresh if one.arrival_id in messages
    ]
    News.objects.bulk_create(made, ignore_conflicts=True)
    return {one.message.instance_id for one in made}


def waiting(instance: Instance) -> list[News]:
    """What that instance does not have yet, oldest first."""
    rows = News.objects.filter(pushed_at=None, message__instance=instance).select_related("evidence")
    return list(rows.order_by("pk")[:BATCH])


@transaction.atomic
def pushed(rows: Sequence[News], taken: set[str], now: datetime) -> int:
    """The other side has these; how many."""
    found = [row.pk for row in rows if str(row.evidence.uid) in taken]
    failpoints.reach("exchange.news_pushed")
    return News.objects.filter(pk__in=found, pushed_at=None).update(pushed_at=now)


def proofs_about(message: IncomingMessage) -> list[protocol.Sealed]:
    """All that this instance sealed about a message."""
    if message.proof:
        return [protocol.read_sealed(message.proof)]
    if not message.arrival_id:
        return []
    rows = delivery.Evidence.objects.filter(ours=True, arrival_id=message.arrival_id).order_by("pk")
    return [protocol.Sealed(row.document, bytes(row.seal)) for row in rows]


# --- taken from the other side -------------------------------------------------------------------------------------


def take(*, instance: Instance, sealed: Sequence[protocol.Sealed], now: datetime) -> tuple[list[str], list[str]]:
    """Keep the evidence that an instance sends of letters that went there or came from there: which it need not send
    again, and which are about no letter between us or not sealed as they should be."""
    taken, refused = [], []
    for one in sealed:
        said = protocol.loaded(one.document)
        uid = str(said.get("id", ""))[:36]
        if _noted(instance, said, one, now):
            failpoints.reach("exchange.news_taken")
            taken.append(uid)
        else:
            refused.append(uid)
    return taken, refused


def _noted(instance: Instance, said: dict[str, Any], sealed: protocol.Sealed, now: datetime) -> bool:
    try:
        key = protocol.identifier(said.get("message"))
    except protocol.Malformed:
        return False
    ways = {"instance": instance, "message_id": key}
    if left := OutgoingMessage.objects.filter(**ways).select_related("instance").first():
        if is_theirs(left, sealed):
            note(left, (sealed,), now)
            return True
        return False
    came = IncomingMessage.objects.filter(**ways).select_related("instance").first()
    return came is not None and receiving.told_more(message=came, sealed=sealed, now=now)


def note(message: OutgoingMessage, sealed: Sequence[protocol.Sealed], now: datetime) -> None:
    """Write down in the sending what these say, checked already."""
    for one in sealed:
        proof = delivery.Proof(one.document, one.seal)
        delivery.answered(message_id=message.message_id, outcome=outcome_of(proof), actor=organisations.SYSTEM, now=now)


def outcome_of(proof: delivery.Proof) -> delivery.Outcome:
    """What a piece of evidence of the receiver means for the sending."""
    said = protocol.loaded(proof.document)
    event = str(said.get("event", "")).rpartition("/")[2]
    reason = said.get("reason") if isinstance(said.get("reason"), dict) else {}
    detail = said.get("detail") if isinstance(said.get("detail"), dict) else {}
    code = str(reason.get("code", "")) if reason else ""
    why = delivery.Why(code) if code in delivery.Why.values else delivery.Why.OTHER
    states = {
        delivery.Event.CONSIGNMENT_REJECTION: (
            delivery.State.RETURNED if said.get("occasion") == "return" else delivery.State.REFUSED
        ),
        delivery.Event.RELAY_REJECTION: delivery.State.FAILED,
        delivery.Event.CONSIGNMENT_ACCEPTANCE: delivery.State.ACCEPTED,
        delivery.Event.CONTENT_HANDOVER: delivery.State.ACCEPTED,
    }
    state = states.get(event, delivery.State.CONSIGNED)  # type: ignore[call-overload]
    if why == delivery.Why.WITHDRAWN and event in GIVEN_BACK:
        state = delivery.State.WITHDRAWN
    missed = state in delivery.MISSED
    return delivery.Outcome(
        state=state,
        code=(why or delivery.Why.OTHER) if missed else delivery.Why.NONE,
        words=str(reason.get("words", ""))[:500] if missed and reason else "",
        proofs=(proof,),
        their_reference=str(detail.get("registered_as", "")) if detail else "",
    )


def is_theirs(message: OutgoingMessage, sealed: protocol.Sealed) -> bool:
    """Whether evidence about this message is sealed, under the root we pinned, by the administration it went to."""
    try:
        sealer = signing.verify_detached(sealed.document.encode(), sealed.seal, root=message.instance.root)
    except (signing.NotGenuine, protocol.Malformed):
        return False
    said = protocol.loaded(sealed.document)
    content = protocol.read_manifest(message.manifest).content
    return (
        said.get("message") == str(message.message_id)
        and said.get("content_sha256") == protocol.digest(content)
        and sealer.organisation in (ours.INSTANCE, *_administrations(message))
    )


def _administrations(message: OutgoingMessage) -> set[str]:
    """Whose seal may speak of it: the addressee's, or that of who took over from it over there."""
    bodies = message.instance.bodies.known().filter(code__startswith=f"{message.instance.realm}/")  # type: ignore[attr-defined]
    own = ours.administration_of(message.receiver)
    followed, code = {own}, f"{message.instance.realm}/{own}"
    for _step in range(10):
        heir = bodies.filter(code=code).values_list("successor", flat=True).first()
        if not heir or ours.administration_of(heir) in followed:
            break
        followed.add(ours.administration_of(heir))
        code = f"{message.instance.realm}/{ours.administration_of(heir)}"
    return followed
