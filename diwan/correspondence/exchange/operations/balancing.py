"""Both ends of a message are to hold the same evidence, whatever was lost on the way: they say what they hold.

An answer may be lost after it was counted as given, a later word may outrun an earlier one, a seal may break in one
piece of evidence and not in the next. So no end concludes from what it sent. The sender of a message asks until the
identifiers held at both ends are the same: it takes what it lacks, and brings what the other lacks.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from diwan.correspondence.delivery import api as delivery
from diwan.kit.transactions import acknowledged

from .. import protocol
from ..enums import CHANNEL, PeerState, Stage
from ..models import IncomingMessage, Instance, OutgoingMessage

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

Held = dict[str, set[str]]  # the identifiers of the evidence held, by message
BATCH = 100  # messages compared in one call
PIECES = 100  # of evidence in one answer: what is left comes with the next
SOON, SELDOM = timedelta(minutes=4), timedelta(hours=6)
YOUNG = timedelta(days=1)  # a message that is older is asked about seldom
FORGOTTEN = timedelta(minutes=15)  # no call is good for so long: what they do not know then never came

# --- of ours, that went there --------------------------------------------------------------------------------------


def due(now: datetime) -> set[int]:
    """The instances that are to be asked."""
    rows = _due(now).filter(instance__state=PeerState.TRUSTED)
    return set(rows.values_list("instance", flat=True).distinct())


def waiting(instance: Instance, now: datetime) -> list[OutgoingMessage]:
    """Messages that went there, of which the ends may hold different evidence; those not asked about first."""
    rows = _due(now).filter(instance=instance)
    return list(rows.order_by("asked_at", "pk")[:BATCH])


def _due(now: datetime) -> QuerySet[OutgoingMessage]:
    """What is still being carried is not compared: its next try does that. What was not decided on for hours is."""
    sent = delivery.Sending.objects.filter(message_id=OuterRef("message_id"), channel=CHANNEL)
    young = Q(asked_at=None) | Q(asked_at__lt=now - SOON, made_at__gt=now - YOUNG)
    silent = Q(asked_at__lt=now - SELDOM)
    unequal = Q(balanced_at=None) & (young | silent) & ~Exists(sent.filter(state=delivery.State.WAITING))
    return OutgoingMessage.objects.filter(
        unequal | silent & Q(stage=Stage.ACCEPTED) & Exists(sent.filter(state=delivery.State.CONSIGNED))
    )


def held(messages: Iterable[OutgoingMessage]) -> Held:
    """What we hold of each."""
    found: Held = {str(one.message_id): set() for one in messages}
    rows = delivery.Evidence.objects.filter(sending__message_id__in=found)
    for message_id, uid in rows.values_list("sending__message_id", "uid"):
        found[str(message_id)].add(str(uid))
    return found


def lacking(theirs: Mapping[str, set[str]]) -> list[protocol.Sealed]:
    """What we sealed of these messages and they do not hold."""
    rows = delivery.Evidence.objects.filter(ours=True, sending__message_id__in=list(theirs)).order_by("pk")
    return [
        protocol.Sealed(row.document, bytes(row.seal))
        for row in rows.select_related("sending")
        if str(row.uid) not in theirs[str(row.sending.message_id)]  # type: ignore[union-attr]
    ][:PIECES]


def compared(messages: Sequence[OutgoingMessage], theirs: Mapping[str, set[str]], now: datetime) -> int:
    """Note which messages stand equal at both ends; how many do. What we proved since then makes them unequal again."""
    keys = [one.pk for one in messages]
    with acknowledged():
        rows = OutgoingMessage.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        mine = held(rows)
        equal = [
            row.pk
            for row in rows
            if theirs.get(key := str(row.message_id)) == mine[key]
            or (key not in theirs and row.made_at < now - FORGOTTEN)
        ]
        OutgoingMessage.objects.filter(pk__in=keys).update(asked_at=now)
        return OutgoingMessage.objects.filter(pk__in=equal).update(balanced_at=now)


def unbalance(row: delivery.Sending) -> None:
    """We made more evidence of a message: the other end is to have it."""
    OutgoingMessage.objects.filter(message_id=row.message_id).update(balanced_at=None, asked_at=None)


# --- of theirs, that came here -------------------------------------------------------------------------------------


def answer(*, instance: Instance, theirs: Mapping[uuid.UUID, set[str]]) -> tuple[Held, list[protocol.Sealed]]:
    """What we hold of messages that an instance sent here, and what it does not hold of that (3 queries)."""
    rows = IncomingMessage.objects.filter(instance=instance, message_id__in=list(theirs))
    own: dict[int, list[delivery.Evidence]] = defaultdict(list)
    for one in delivery.Evidence.objects.filter(arrival__in=[row.arrival_id for row in rows]).order_by("pk"):
        own[one.arrival_id or 0].append(one)
    mine: Held = {}
    gaps: list[protocol.Sealed] = []
    for row in rows:
        known = theirs[row.message_id]
        if row.arrival_id:
            proofs = own[row.arrival_id]
            mine[str(row.message_id)] = {str(one.uid) for one in proofs}
            fresh = (one for one in proofs if one.ours and str(one.uid) not in known)
            gaps += [protocol.Sealed(one.document, bytes(one.seal)) for one in fresh]
            continue
        kept = {identifier(one): one for one in (*row.evidence, *([row.proof] if row.proof else []))}
        mine[str(row.message_id)] = set(kept)
        if row.proof and identifier(row.proof) not in known:
            gaps.append(protocol.read_sealed(row.proof))
    return mine, gaps[:PIECES]


def identifier(said: Mapping[str, str]) -> str:
    return str(protocol.loaded(said["document"]).get("id", ""))
