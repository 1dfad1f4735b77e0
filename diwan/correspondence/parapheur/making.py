"""The signatures that are owed are made: the key is used here, and nowhere inside a transaction.

A process killed anywhere leaves some owed and unmade: the job is taken up again and makes those. A signature counts
when its file is joined to its document (settling.py); a file signed and not joined is kept by nobody, and swept.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal

from . import keys, stamps
from .enums import Reason, SignatureState
from .models import Authorisation, Signature
from .operations import settling

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)


def make_all(*, authorisation_id: int, clock: Callable[[], datetime]) -> int:
    """Make what is owed under an authorisation; how many were made. It may run twice, and be killed anywhere."""
    authorisation = Authorisation.objects.get(pk=authorisation_id)
    waiting = authorisation.signatures.filter(state=SignatureState.WAITING).order_by("pk")
    made = 0
    while row := waiting.select_related("before", "document__folder__type", "turn__run__version").first():
        made += make(row, authorisation, clock())
        failpoints.reach("parapheur.noted")
    return made


def make(row: Signature, authorisation: Authorisation, now: datetime) -> bool:
    """One of them: signed, stored, joined; or said why not."""
    try:
        signer = keys.signer_for(authorisation.person_id, authorisation.key)
        with files.open_file(row.before_id) as given:
            pdf = given.read()
        whole = stamps.sign(pdf, signer, row, authorisation, now)
    except (stamps.CannotSign, Refusal):
        log.warning("signature %s cannot be made", row.pk, exc_info=True)
        settling.not_made(signature_id=row.pk, reason=Reason.UNREADABLE, now=now)
        return False
    stored = files.store(io.BytesIO(whole), name=row.before.name, now=now, made=True)
    failpoints.reach("parapheur.signed")
    return settling.made(signature_id=row.pk, file_id=stored.pk, now=now).state == SignatureState.MADE
