"""Letters that leave one ministry of the tests for another."""

from __future__ import annotations

import io
import uuid
from typing import Any

from diwan.core.files import api as files
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery.models import Arrival
from diwan.correspondence.letters import api as letters
from tests.core import people

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def stored(name: str = "مراسلة.pdf", content: bytes = b"") -> int:
    content = content or PDF + b"% " + uuid.uuid4().hex.encode()
    return files.store(io.BytesIO(content), name=name, now=people.NOW).pk


def addressee(place: Any, **changes: Any) -> letters.Correspondent:
    """Another ministry, as the parties of a letter name it."""
    said = {"name": "وزارة الاقتصاد والمالية", "unit": place.units["root"].pk} | changes
    return letters.Correspondent(role=letters.PartyRole.ADDRESSEE, **said)


def outgoing(place: Any, *others: Any, **changes: Any) -> Any:
    """A numbered letter of this ministry to others (ministries, or correspondents)."""
    parties = tuple(one if isinstance(one, letters.Correspondent) else addressee(one) for one in others)
    said: dict[str, Any] = {"subject": "طلب رأي حول مشروع مرسوم", "body": "نص المراسلة", "parties": parties} | changes
    pieces = said.pop("pieces", None)
    return letters.register(
        actor=place.actor("clerk"),
        office_id=place.office.pk,
        kind=letters.Kind.OUTGOING,
        letter=letters.NewLetter(**said),
        pieces=[stored()] if pieces is None else pieces,
        now=people.NOW,
    )


def send(place: Any, letter: Any, channel: str = "administration", **data: Any) -> Any:
    """That letter to its first addressee, by a channel."""
    party = letter.parties.exclude(role="sender").first()
    asked = delivery.Asked(party=party.pk, channel=channel, data=data)
    return delivery.send(actor=place.actor("clerk"), letter_id=letter.pk, to=[asked], now=people.NOW)[0]


def arrival_of(sending: Any) -> Arrival:
    return Arrival.objects.get(message_id=sending.message_id)


def events(thing: Any) -> list[str]:
    """What is proved of a sending or an arrival, in order, with what tells repeated events apart."""
    return [f"{row.event}{'/' + row.occasion if row.occasion else ''}" for row in thing.evidence.all()]
