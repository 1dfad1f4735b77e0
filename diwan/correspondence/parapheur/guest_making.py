"""The signature of a person outside is made: the administration's seal on each document, in their name and saying how
they were known; or the files they signed themselves. With it goes a proof, a sealed page that says all that is known.

No key is used inside a transaction. Killed anywhere, the job begins anew: what it stored and did not join is swept.
"""

from __future__ import annotations

import io
import json
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing
from diwan.kit import failpoints

from .addresses import masked
from .enums import GuestState, Reason
from .models import Guest, Signature
from .operations import answering

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)
SPOKEN = {"ar": "ar", "zgh": "ar", "fr": "fr", "en": "fr"}  # in what the stamp and the proof are set


def make(*, guest_id: int, now: datetime) -> bool:
    """Make what is owed; whether it was made. It may run twice, and be killed anywhere."""
    guest = Guest.objects.select_related("folder__administration", "turn").get(pk=guest_id)
    if guest.state != GuestState.SIGNING:
        return False
    rows = list(answering.waiting(guest).select_related("document", "before"))
    try:
        made = {row.document_id: made_of(guest, row, now) for row in rows}
    except signing.NotSignable as no:
        log.warning("guest %s: a document cannot be signed: %s", guest.pk, no)
        answering.not_signed(guest_id=guest.pk, reason=Reason.UNREADABLE, now=now)
        return False
    proof = files.store(io.BytesIO(proof_of(guest, rows, made, now)), name="proof.pdf", now=now, made=True)
    failpoints.reach("parapheur.guest_signed")
    joined = {key: file.pk for key, file in made.items()}
    if answering.signed(guest_id=guest.pk, files_of=joined, proof_id=proof.pk, now=now):
        return True
    answering.not_signed(guest_id=guest.pk, reason=Reason.CHANGED, now=now)
    return False


def made_of(guest: Guest, row: Signature, now: datetime) -> files.StoredFile:
    """The document with the signature: brought by the guest, or sealed in their name."""
    brought = guest.evidence.get("brought", {}).get(str(row.document_id))
    if brought:
        return files.StoredFile.objects.get(pk=brought)
    with files.open_file(row.before_id) as given:
        pdf = given.read()
    stamp = stamp_of(guest)
    whole = signing.seal(
        pdf,
        administration_code=guest.folder.administration.code,
        reason=f"{stamp.note.fr if stamp.note else ''} · {guest.folder.title}"[:200],
        at=guest.decided_at or now,
        stamp=stamp,
        name=guest.name,
    )
    return files.store(io.BytesIO(whole), name=row.before.name, now=now, made=True)


def stamp_of(guest: Guest) -> signing.Stamp:
    """What is seen: who, in what capacity, and how they were known (law 43.20: a simple signature)."""
    assert guest.decided_at is not None
    country = guest.folder.administration.country
    notes = []
    for language in ("ar", "fr"):
        with translation.override(language):
            notes.append(_("Signed on line after a code sent to %(address)s") % {"address": masked(guest.email)})
    return signing.Stamp(
        name=signing.Words(guest.name, guest.name),
        post=signing.Words(guest.capacity, guest.capacity),
        days=signing.Days.of(calendars.local_day(guest.decided_at, country), country),
        grade=signing.Grade.SIMPLE,
        address=settings.DIWAN_PUBLIC_URL + reverse("verification:verify"),
        language="fr" if SPOKEN[guest.language] == "fr" else "ar",
        note=signing.Words(*notes),
    )


def proof_of(guest: Guest, rows: Sequence[Signature], made: dict[int, files.StoredFile], now: datetime) -> bytes:
    """The page that says what is known of a signature from outside, sealed; the same as data inside it."""
    language = SPOKEN[guest.language]
    with translation.override(language):
        data = data_of(guest, rows, made, language)
        title = f"{data['words']['proof']} · {guest.name}"
        known = {key: guest.evidence[key] for key in sorted(guest.evidence) if key != "brought"}
        told = {
            "name": guest.name,
            "email": guest.email,
            "capacity": guest.capacity,
            "documents": data["files"],
            **known,
        }
        inside = documents.Attachment(
            name="evidence.json",
            content=json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode(),
            media_type="application/json",
            description=title,
        )
        pdf = documents.render(
            "parapheur/guest_proof", data, language=language, title=title, attachments=[inside], at=now
        )
    return signing.seal(pdf, administration_code=guest.folder.administration.code, reason=title[:200], at=now)


def data_of(
    guest: Guest, rows: Sequence[Signature], made: dict[int, files.StoredFile], language: str
) -> dict[str, Any]:
    zone = calendars.zone(guest.folder.administration.country)

    def at(moment: str) -> str:
        return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M:%S %Z}" if moment else ""

    known = guest.evidence
    certificates = known.get("certificates", {})
    how = (
        [(_("Certificate"), words) for words in certificates.values()]
        if guest.own_key
        else [(_("Signature"), _("Simple (law 43.20), by the seal of the administration in the name of the signatory"))]
    )
    facts = [
        (_("Name"), guest.name),
        (_("In what capacity"), guest.capacity),
        (_("E-mail address"), guest.email),
        (_("Code sent to this address"), at(known.get("code_sent_at", ""))),
        (_("Code given back"), at(known.get("code_back_at", ""))),
        (_("Signed"), at(known.get("signed_at", ""))),
        (_("Network"), known.get("network", "")),
        (_("Program"), known.get("program", "")),
        *how,
    ]
    return {
        "language": language,
        "administration": {
            "name": {
                one: organisations.administration_name(guest.folder.administration_id, guest.invited_at.date(), one)
                for one in ("ar", "fr")
            }
        },
        "title": guest.folder.title,
        "facts": [[label, text] for label, text in facts if text],
        "files": [[row.document.label, row.before.sha256, made[row.document_id].sha256] for row in rows],
        "words": {
            "proof": _("Proof of a signature from outside"),
            "files": _("What was shown and signed"),
            "before": _("As shown (SHA-256)"),
            "after": _("As signed (SHA-256)"),
        },
    }
