"""What delivery holds about a letter, for the archives: each sending, each arrival, and the sealed evidence of both."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters

from .evidence import canonical
from .models import ARRIVED, Arrival, ArrivalPiece, Evidence, SecuredLink, Sending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diwan.correspondence.letters.api import Letter

# What stays of a document that is destroyed: enough to say what happened, when and of which content. Never a word.
KEPT = {"format", "id", "message", "event", "occasion", "at", "code", "administration", "country", "content_sha256"}
KEPT |= {"level", "priority", "channel"}


def things(letter: Letter) -> list[Sending | Arrival]:
    """How it came, then how it left (2 queries)."""
    arrivals = Arrival.objects.filter(letter=letter).order_by("arrived_at", "pk")
    sendings = Sending.objects.filter(letter=letter).select_related("party", "asked_by", "post")
    return [*arrivals, *sendings.order_by("asked_at", "pk")]


def facts(letter: Letter) -> list[dict[str, Any]]:
    """Each with its events."""
    return [
        {**(sent(one) if isinstance(one, Sending) else arrived(one)), "events": events(one)} for one in things(letter)
    ]


def sent(row: Sending) -> dict[str, Any]:
    names = ("channel", "state", "reason_code", "reason", "their_reference", "last_code", "last_error", "attempts")
    return {
        "is": "sending",
        "message": str(row.message_id),
        "to": row.party.name,
        "at": row.asked_at.isoformat(),
        "by": row.asked_by.name_ar if row.asked_by else "",
        "post": row.post.name_ar if row.post else "",
        **{name: getattr(row, name) for name in names},
    }


def arrived(row: Arrival) -> dict[str, Any]:
    names = ("channel", "state", "sender_code", "sender_name", "reference", "subject", "reason_code", "reason")
    return {
        "is": "arrival",
        "message": str(row.message_id),
        "at": row.arrived_at.isoformat(),
        "decided_at": row.decided_at.isoformat() if row.decided_at else "",
        **{name: getattr(row, name) for name in names},
    }


def events(thing: Sending | Arrival) -> list[dict[str, Any]]:
    return [
        {"event": row.event, "at": row.at.isoformat(), "issuer": row.issuer, "reason": row.reason}
        for row in thing.evidence.all()
    ]


def documents(letter: Letter) -> Iterator[tuple[str, bytes]]:
    """For each message what travelled, and its evidence: the document as it was sealed, and the seal in base64. Who
    decodes both checks them as those of the file of evidence (see `packing`)."""
    for thing in things(letter):
        name = str(thing.message_id)
        yield f"{name}/letter.json", thing.envelope.encode()
        for place, row in enumerate(thing.evidence.all(), 1):
            sealed = {"document": row.document, "seal": base64.b64encode(bytes(row.seal)).decode()}
            yield f"{name}/{place:02d}-{row.event}.json", json.dumps(sealed, ensure_ascii=False).encode()


def erase(letter: Letter) -> None:
    """The words go, with the files of what came. That it was sent or arrived stays, with the digests of its evidence
    and the seals, which are over what is no more."""
    sendings, arrivals = Sending.objects.filter(letter=letter), Arrival.objects.filter(letter=letter)
    SecuredLink.objects.filter(sending__in=sendings).delete()
    for thing in things(letter):
        thing.envelope = bare(thing.envelope)
        thing.save(update_fields=["envelope"])
    for row in Evidence.objects.filter(Q(sending__in=sendings) | Q(arrival__in=arrivals)):
        row.document, row.reason = bare(row.document), ""
        row.save(update_fields=["document", "reason"])
    sendings.update(last_error="", reason="", their_reference="", data={})
    for key in arrivals.values_list("pk", flat=True):
        ArrivalPiece.objects.filter(arrival=key).delete()
        files.release_all(purpose=ARRIVED, subject=str(key))
    arrivals.update(sender_name=letters.GONE, reference="", subject="", reason="", data={})


def bare(document: str) -> str:
    """The same document in its form, without what it said."""
    return canonical(emptied(json.loads(document)))


def emptied(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] if name in KEPT else nothing(name, said[name]) for name in said}


def nothing(name: str, value: Any) -> Any:
    """An empty value of the same kind, so that what reads the document still finds its way in it."""
    if isinstance(value, dict):
        return {} if name == "detail" else emptied(value)
    return [] if isinstance(value, list) else "" if isinstance(value, str) else None


def register() -> None:
    """Make it known; called in `ready()`."""
    letters.register_record(letters.Record(code="delivery", facts=facts, documents=documents, erase=erase))
