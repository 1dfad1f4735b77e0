"""Signed words: links to files, and tickets for files just received. Whoever makes one has checked the right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import Exists, OuterRef
from django.urls import reverse

from .models import Claim, StoredFile

if TYPE_CHECKING:
    from collections.abc import Sequence

SALT = "diwan.files"
LIVES = 3600  # seconds: as long as a page is read, not as long as a link is passed on
TICKET_SALT = "diwan.files.ticket"
TICKET_LIVES = timedelta(hours=24)  # as long as a file that nobody claims


def link(*, file_id: int, name: str, person_id: int | None, purpose: str) -> str:
    """The address under which this person may fetch the file for an hour; whoever has it, when no person is named."""
    return reverse("files:fetch", args=[signing.dumps([file_id, person_id, purpose], salt=SALT), name])


def opened(token: str, *, person_id: int | None) -> StoredFile | None:
    """The file of a link; None when forged, too old, made for somebody else, or when nobody keeps the file any more."""
    try:
        held: Sequence[Any] = signing.loads(token, salt=SALT, max_age=LIVES)
        file_id, bearer, _purpose = held
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if bearer is not None and bearer != person_id:
        return None
    return StoredFile.objects.filter(Exists(Claim.objects.filter(file=OuterRef("pk"))), pk=file_id).first()


def ticket(file: StoredFile) -> str:
    """What whoever handed the file in holds to attach it to something: a form carries it in a hidden field."""
    return signing.dumps(file.pk, salt=TICKET_SALT)


def from_ticket(text: str, *, lives: timedelta = TICKET_LIVES) -> StoredFile | None:
    """The file of a ticket; None when forged, too old, or when the file is gone."""
    try:
        file_id = signing.loads(text, salt=TICKET_SALT, max_age=lives)
    except signing.BadSignature:
        return None
    return StoredFile.objects.filter(pk=file_id).first()
