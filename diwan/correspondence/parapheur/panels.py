"""What the parapheur shows elsewhere: on the page of a letter where it stands, on that of a draft how to send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from diwan.engines.circuits import api as circuits

from . import pages, policies
from .models import Folder

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor
    from diwan.correspondence.drafting.api import Draft
    from diwan.correspondence.letters import api as letters


def context(actor: Actor, letter: letters.Letter, now: Any) -> dict[str, Any] | None:
    """The folder of the letter, for those who may read it (1 query where there is none)."""
    found = Folder.objects.filter(letter=letter).values_list("pk", flat=True).first()
    folder = pages.one(actor, found) if found else None
    if folder is None or folder.run is None:
        return None
    return {"folder": folder, "read": pages.page(actor, folder, now)}


def send_url(actor: Actor, draft: Draft) -> str | None:
    """Where a draft is sent to those who visa and sign it: where there is a type, and a seat to send from."""
    here = draft.letter.administration_id
    if not any(seat.administration_id == here for seat in policies.sending_seats(actor)):
        return None
    if not circuits.DocumentType.objects.filter(administration=here, retired_at=None).exists():
        return None
    return reverse("parapheur:letter", args=[draft.pk])
