"""What the exchange holds about a letter: the manifests under which it travelled. Its evidence is kept by delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.letters import api as letters

from .models import IncomingFile, IncomingMessage, OutgoingMessage
from .operations.receiving import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diwan.correspondence.letters.api import Letter


def documents(letter: Letter) -> Iterator[tuple[str, bytes]]:
    """The manifests as they were sealed."""
    for message_id, manifest in (*left(letter), *came(letter)):
        yield f"{message_id}/manifest.json", manifest.encode()


def left(letter: Letter) -> list[tuple]:
    sent = delivery.Sending.objects.filter(letter=letter)
    rows = OutgoingMessage.objects.filter(message_id__in=sent.values("message_id")).order_by("pk")
    return list(rows.values_list("message_id", "manifest"))


def came(letter: Letter) -> list[tuple]:
    rows = IncomingMessage.objects.filter(arrival__letter=letter).order_by("pk")
    return list(rows.values_list("message_id", "manifest"))


def erase(letter: Letter) -> None:
    """What was announced goes, its digest and the seals stay; news of a message without manifest is refused."""
    sent = delivery.Sending.objects.filter(letter=letter)
    OutgoingMessage.objects.filter(message_id__in=sent.values("message_id")).update(manifest="")
    incoming = IncomingMessage.objects.filter(arrival__letter=letter)
    for key in incoming.values_list("pk", flat=True):
        IncomingFile.objects.filter(message=key).update(name=letters.GONE, file=None)
        files.release_all(purpose=FILE, subject=str(key))
    incoming.update(manifest="", evidence=[])


def register() -> None:
    """Make it known; called in `ready()`."""
    letters.register_record(letters.Record(code="exchange", documents=documents, erase=erase))
