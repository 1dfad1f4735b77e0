"""Evidence as a document: canonical JSON that says what happened to which message, sealed by the administration where
it happened. A stranger checks it with the root certificate and nothing of ours (docs/decisions/delivery-evidence.md).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from diwan.engines.signing import api as signing

from .enums import Event
from .registry import Happened, Proof

if TYPE_CHECKING:
    from .models import Evidence

FORMAT = "diwan-evidence/1"
LONGEST = 200_000  # characters of a document: more is no evidence


class BadProof(ValueError):
    """What the other end sent is no evidence of this message, or is not sealed by whom it says."""


@dataclass(frozen=True)
class Issuer:
    """Who tells what happened: the administration whose seal it bears, and its registry office."""

    code: str
    name: dict[str, str]
    office: dict[str, str]
    post: str = ""  # of whoever did it; their name stays at home


def canonical(said: dict[str, Any]) -> str:
    """One text for one content: keys sorted, no spaces, characters as they are."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def made(
    *, message_id: uuid.UUID, envelope: str, channel: str, happened: Happened, issuer: Issuer, at: datetime
) -> tuple[uuid.UUID, str, bytes]:
    """The identifier of new evidence, its document and the seal over it."""
    uid, content = uuid.uuid4(), json.loads(envelope)
    document = canonical(
        {
            "format": FORMAT,
            "id": str(uid),
            "event": Event(happened.event).uri,
            "occasion": happened.occasion,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "reason": {"code": str(happened.code), "words": happened.words},
            "issuer": {"code": issuer.code, "name": issuer.name, "office": issuer.office, "post": issuer.post},
            "message": str(message_id),
            "channel": channel,
            "from": content["from"],
            "to": content["to"],
            "reference": content["letter"]["reference"],
            "content_sha256": digest(envelope),
            "pieces": [
                {name: piece[name] for name in ("name", "size", "sha256")} for piece in content["letter"]["pieces"]
            ],
            "detail": happened.detail,
        }
    )
    return uid, document, signing.seal_detached(document.encode(), administration_code=issuer.code)


@dataclass(frozen=True)
class Read:
    """What the evidence of another end says, its seal checked."""

    uid: uuid.UUID
    event: Event
    occasion: str
    at: datetime
    code: str
    words: str
    issuer: str
    content_digest: str
    detail: dict[str, Any]


def read(proof: Proof, *, message_id: uuid.UUID, envelope: str, issuer: str | None = None) -> Read:
    """What evidence says of this message, once its seal is known to be that of the issuer it names.

    `issuer` is the code the caller expects; None takes what the document says, if the seal says the same.

    Raises:
        BadProof
    """
    if len(proof.document) > LONGEST:
        raise BadProof("too long")
    try:
        said = json.loads(proof.document)
        at = datetime.fromisoformat(said["at"])
        found = Read(
            uid=uuid.UUID(said["id"]),
            event=Event(str(said["event"]).rpartition("/")[2]),
            occasion=str(said["occasion"])[:40],
            at=at,
            code=str(said["reason"]["code"]),
            words=str(said["reason"]["words"]),
            issuer=str(said["issuer"]["code"]),
            content_digest=str(said["content_sha256"]),
            detail=dict(said["detail"]),
        )
        if said["format"] != FORMAT or said["message"] != str(message_id) or at.tzinfo is None:
            raise BadProof("of another message")
        sealer = signing.verify_detached(proof.document.encode(), proof.seal)
    except signing.NotGenuine as error:
        raise BadProof(str(error)) from error
    except BadProof:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadProof("not understood") from error
    if found.content_digest != digest(envelope):
        raise BadProof("of another content")
    if sealer.organisation != found.issuer or issuer not in (None, found.issuer):
        raise BadProof("sealed by somebody else")
    return found


def proof_of(row: Evidence) -> Proof:
    return Proof(row.document, bytes(row.seal))
