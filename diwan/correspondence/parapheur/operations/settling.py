"""What became of an owed signature: made and joined to its document, or not made and why. Once, whatever runs twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Reason, SignatureState
from ..models import KEPT, Signature
from .authorising import to_sign, turn_signatures
from .locking import live_documents, locked

if TYPE_CHECKING:
    from datetime import datetime

    from ..models import Folder


def made(*, signature_id: int, file_id: int, now: datetime) -> Signature:
    """Join a signed file to its document; when it was the last one of its turn, the turn is decided.

    The title of the signatory is found again here, at the moment of signing: lost since the list was proved, nothing is
    joined, and the file that was signed is kept by nobody.
    """
    folder_id = Signature.objects.values_list("document__folder_id", flat=True).get(pk=signature_id)
    try:
        with acknowledged():
            folder = locked(folder_id)
            row = Signature.objects.select_related("turn", "document", "authorisation").get(pk=signature_id)
            if row.state != SignatureState.WAITING:
                return row
            join(row, folder, file_id, now)
            failpoints.reach("parapheur.joined")
            return row
    except Refusal as no:
        return not_made(signature_id=signature_id, reason=reason_of(no), now=now)


def join(row: Signature, folder: Folder, file_id: int, now: datetime) -> None:
    document = row.document
    if document.file_id != row.before_id or document.withdrawn_at is not None:
        raise Moved
    file = files.claim(file_id, purpose=KEPT, subject=f"{folder.pk}:{row.pk}", now=now)
    row.state, row.after, row.made_at = SignatureState.MADE, file, now
    row.save(update_fields=["state", "after", "made_at"])
    document.file = file
    document.save(update_fields=["file"])
    taken = {key for key, state in turn_signatures(row.turn) if state == SignatureState.MADE}
    actor = organisations.actor_for(row.owed_under.person_id, now)
    if taken >= {one.pk for one in to_sign(live_documents(folder))}:
        circuits.decide(actor=actor, turn_id=row.turn_id, agreed=True, now=now)
    elif row.turn_id not in circuits.titles_for(actor, open_turns(row), now):
        raise circuits.NotNow(sentence="")


def open_turns(row: Signature) -> list[circuits.Turn]:
    rows = circuits.Turn.objects.select_related("run__version", "run__unit", "run__type")
    return list(rows.filter(pk=row.turn_id, state=circuits.TurnState.OPEN))


class Moved(Refusal):
    """The document is not the one that was shown any more."""


def reason_of(no: Refusal) -> str:
    if isinstance(no, Moved):
        return Reason.CHANGED
    return Reason.NO_TITLE if no.status == 403 else Reason.NOT_ITS_TURN


def not_made(*, signature_id: int, reason: str, now: datetime) -> Signature:
    """Say why a signature was not made; the turn stays open, and can be signed anew."""
    with acknowledged():
        folder_id = Signature.objects.values_list("document__folder_id", flat=True).get(pk=signature_id)
        locked(folder_id)
        row = Signature.objects.get(pk=signature_id)
        if row.state == SignatureState.WAITING:
            row.state, row.reason = SignatureState.FAILED, reason
            row.save(update_fields=["state", "reason"])
        return row
