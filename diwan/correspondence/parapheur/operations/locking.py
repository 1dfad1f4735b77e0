"""A folder, locked before its run, always in this order; and the noes every act begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import SUBJECT
from ..fingerprints import fingerprint
from ..models import Folder

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat
    from diwan.engines.circuits.api import Turn

    from ..models import Document


class Changed(Refusal):
    message = _("The folder changed since you opened it: it holds other files, or a signature more. Nothing was done.")
    advice = _("Read it again, then decide.")


class OnItsWay(Refusal):
    message = _("This folder is on its way: it cannot be changed. Nothing was done.")
    advice = _("Call it back first, as long as nothing was signed.")


class BeingSigned(Refusal):
    message = _("You have signed this folder already; the signature is being made. Nothing was done.")
    advice = _("Wait a moment and reload the page.")


def locked(folder_id: int) -> Folder:
    Folder.objects.locked().get(pk=folder_id)
    return Folder.objects.select_related("run", "type", "unit").get(pk=folder_id)


def turn_of(turn_id: int) -> Turn:
    """A turn of a folder, with its run.

    Raises:
        NotAllowed: not a turn of a folder.
    """
    turn = circuits.Turn.objects.select_related("run").filter(pk=turn_id, run__subject_kind=SUBJECT).first()
    if turn is None:
        raise NotAllowed
    return turn


def locked_of(turn: Turn) -> Folder:
    return locked(turn.run.subject_id)


def mendable(actor: Actor, folder_id: int) -> tuple[Folder, Seat]:
    """A locked folder that is with its author, and the author's seat.

    Raises:
        NotAllowed, OnItsWay
    """
    folder = locked(folder_id)
    seat = policies.author_seat(actor, folder)
    if seat is None:
        raise NotAllowed
    if not policies.is_with_author(folder):
        raise OnItsWay
    return folder, seat


def live_documents(folder: Folder) -> list[Document]:
    return list(folder.documents.filter(withdrawn_at=None).select_related("file"))


def demand_as_shown(folder: Folder, shown: str) -> list[Document]:
    """Its documents, when they are still what was shown.

    Raises:
        Changed
    """
    documents = live_documents(folder)
    if fingerprint(folder, documents) != shown:
        raise Changed
    return documents
