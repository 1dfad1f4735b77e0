"""The signatures that are owed are made: the key is used here, and nowhere inside a transaction.

A process killed anywhere leaves some owed and unmade: the job is taken up again and makes those. A signature counts
when its file is joined to its document (settling.py); a file signed and not joined is kept by nobody, and swept. What
is signed states the moment of the authorisation: prepared again it is the same, so that what a card was asked for and
signed meanwhile is found.
"""

from __future__ import annotations

import io
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.engines.signing import api as signing
from diwan.kit import failpoints

from . import stamps
from .enums import Reason, SignatureState
from .models import Authorisation, Signature
from .operations import settling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

Made = tuple[Signature, files.StoredFile | str]  # signed, or the word that says why not
log = logging.getLogger(__name__)
TOGETHER, HEAVY = 128, 4 * signing.IN_MEMORY  # signatures made in one go, and octets of their documents in memory
ANSWERED_WITHIN = timedelta(days=1)
ABOUT = ("before", "document__folder__type", "document__folder__administration", "authorisation__person")
OF_TURN = ("turn__run__version", "turn__run__unit", "turn__run__type__parent", "turn__post")


def make_all(*, authorisation_id: int, clock: Callable[[], datetime]) -> int:
    """Make what is owed under an authorisation; how many were made. It may run twice, and be killed anywhere."""
    row = Authorisation.objects.get(pk=authorisation_id)
    made = 0
    while some := lot(row):
        try:
            signer = signing.signer_for(row.person_id, row.key)
            made += sum(make(some, signer, clock))
        except signing.NoSignature as no:
            if no.reason == signing.WAITING:
                return made  # for its owner's card or service, whose answer has this done again
            # The key refuses as a whole: what is left waits for nothing more.
            log.warning("authorisation %s: the key does not sign: %s", row.pk, no)
            for one in row.signatures.filter(state=SignatureState.WAITING):
                settling.not_made(signature_id=one.pk, reason=reason_of(no.reason), now=clock())
    return made


def give_up(*, now: datetime) -> None:
    """What a card or a service has not signed within a day was not made: it may be signed anew."""
    late = Signature.objects.filter(state=SignatureState.WAITING, authorisation__at__lt=now - ANSWERED_WITHIN)
    for one in late.select_related("authorisation"):
        if signing.awaited(one.owed_under.person_id, one.owed_under.key):
            settling.not_made(signature_id=one.pk, reason=Reason.ABSENT, now=now)


def lot(row: Authorisation) -> list[Signature]:
    """The next ones: as many as memory holds well, or one that it does not."""
    rows = row.signatures.filter(state=SignatureState.WAITING).select_related(*ABOUT, *OF_TURN).order_by("pk")
    found: list[Signature] = []
    weight = 0
    for one in rows[:TOGETHER]:
        weight += HEAVY + 1 if large(one) else one.before.size
        if found and weight > HEAVY:
            break
        found.append(one)
    return found


def large(row: Signature) -> bool:
    """Whether a document is signed from file to file, a piece of it in memory at a time."""
    return row.before.size > signing.IN_MEMORY


def make(rows: list[Signature], signer: signing.Signer, clock: Callable[[], datetime]) -> Iterator[bool]:
    """Sign these, and join each as soon as it is signed."""
    grade = signing.worth_of(signer.certificate)
    made = from_file_to_file if large(rows[0]) else in_memory
    for row, stored in made(rows, signer, grade, clock):
        if isinstance(stored, str):
            settling.not_made(signature_id=row.pk, reason=reason_of(stored), now=clock())
            yield False
            continue
        failpoints.reach("parapheur.signed")
        yield settling.made(signature_id=row.pk, file_id=stored.pk, now=clock()).state == SignatureState.MADE
        failpoints.reach("parapheur.noted")


def in_memory(
    rows: list[Signature], signer: signing.Signer, grade: str, clock: Callable[[], datetime]
) -> Iterator[Made]:
    """Many together, on all cores."""
    items = []
    for row in rows:
        with files.open_file(row.before_id) as given:
            items.append(signing.Item(given.read(), stamps.mark(row, grade, row.owed_under.at)))
    for row, outcome in zip(rows, signing.sign_many(items, signer), strict=True):
        if outcome.signed is None:
            yield row, outcome.reason
        else:
            whole = io.BytesIO(outcome.signed.pdf)
            yield row, files.store(whole, name=row.before.name, now=clock(), made=True)


def from_file_to_file(
    rows: list[Signature], signer: signing.Signer, grade: str, clock: Callable[[], datetime]
) -> Iterator[Made]:
    """One after the other, from the store to the store. Where an authority does not answer, the job tries again."""
    for row in rows:
        try:
            with files.open_file(row.before_id) as given, files.drafted() as draft:
                signing.sign_file(given, draft, signer, stamps.mark(row, grade, row.owed_under.at))
                stored = files.keep(draft, name=row.before.name, now=clock())
        except signing.NotSignable as refused:
            yield row, refused.reason
        else:
            yield row, stored


def reason_of(word: str) -> str:
    """A word of the engine as the parapheur keeps it."""
    return word if word in Reason.values else Reason.UNREADABLE
