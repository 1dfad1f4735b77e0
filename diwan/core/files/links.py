"""Short-lived links to files. Whoever makes one has checked the right; the link carries that answer for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import Exists, OuterRef
from django.urls import reverse

from .models import Claim, StoredFile

if TYPE_CHECKING:
    from collections.abc import Sequence

SALT = "diwan.files"
LIVES = 3600  # seconds: as long as a page is read, not as long as a link is passed on


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
