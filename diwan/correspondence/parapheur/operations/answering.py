"""What a person outside does: proves their address, reads, signs or refuses. Each is one act on the run, or none."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from .. import addresses, mailing
from ..enums import GuestState, LinkFor, Role, SignatureState
from ..events import GuestSigned
from ..fingerprints import fingerprint
from ..models import KEPT, TRIES, Guest, GuestLink, PageSeen, Signature
from ..queries import outside
from ..queries.outside import Standing
from .deciding import NotReadWhole, ReasonMissing, settled
from .guests import give_link
from .locking import Changed, locked
from .reading import NoSuchPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from ..models import Document, Folder


class Answered(Refusal):
    """Whoever comes second, with a page shown before, is told so."""

    message = _("Nothing is awaited of you here any more. Nothing was done.")
    advice = _("Open the page again: it says what became of it.")
    status = 409


class WrongCode(Refusal):
    message = _("This is not the code that was sent to you.")
    advice = _("Look at the latest message and try again. After five wrong codes, ask for another.")
    status = 422


class CodeOver(Refusal):
    message = _("This code is too old, or was tried too often.")
    advice = _("Ask for another one: it comes at once.")
    status = 422


class OwnKeyNeeded(Refusal):
    message = _("This document asks for a signature made with a certificate of yours. Nothing was signed.")
    advice = _("Sign the file on your computer, then give it back here.")
    status = 422


def send_code(*, guest_id: int, now: datetime) -> None:
    """Six digits for the mailbox of the guest; those sent before are worth nothing any more.

    Raises:
        Answered
    """
    with acknowledged():
        guest = Guest.objects.select_for_update(no_key=True).get(pk=guest_id)
        if guest.state != GuestState.INVITED:
            raise Answered
        guest.code_word, guest.code_sent_at, guest.code_tries = addresses.new_word(), now, 0
        guest.save(update_fields=["code_word", "code_sent_at", "code_tries"])
        mailing.send_code.later(guest_id=guest.pk, word=guest.code_word)


def check_code(*, guest_id: int, code: str, now: datetime) -> None:
    """Whether these are the digits; a wrong try is counted, which is why it is asked apart from what comes of it.

    Raises:
        CodeOver, WrongCode
    """
    guest = Guest.objects.get(pk=guest_id)
    if code_is_over(guest, now):
        raise CodeOver
    if not secrets.compare_digest(addresses.code_of(guest.code_word), code):
        Guest.objects.filter(pk=guest_id, code_tries__lt=TRIES).update(code_tries=F("code_tries") + 1)
        raise WrongCode


def code_is_over(guest: Guest, now: datetime) -> bool:
    sent = guest.code_sent_at
    return not guest.code_word or sent is None or sent + addresses.CODE_LIVES <= now or guest.code_tries >= TRIES


def prove(*, guest_id: int, code: str, now: datetime) -> Guest:
    """The code came back: whoever holds the link reads the mailbox. A code is good once.

    Raises:
        Answered, CodeOver, WrongCode
    """
    with acknowledged():
        guest = Guest.objects.select_for_update(no_key=True).get(pk=guest_id)
        if guest.state != GuestState.INVITED:
            raise Answered
        if code_is_over(guest, now):
            raise CodeOver
        if not secrets.compare_digest(addresses.code_of(guest.code_word), code):
            raise WrongCode
        assert guest.code_sent_at is not None
        guest.evidence = {"code_sent_at": guest.code_sent_at.isoformat(), "code_back_at": now.isoformat()}
        guest.code_word, guest.proved_at = "", now
        guest.save(update_fields=["evidence", "code_word", "proved_at"])
        return guest


def taken(link_id: int, now: datetime) -> tuple[Folder, Guest]:
    """The folder, locked, and the guest as they are now, whose answer is still awaited.

    Raises:
        Answered
    """
    folder_id = GuestLink.objects.values_list("guest__folder_id", flat=True).get(pk=link_id)
    folder = locked(folder_id)
    link = GuestLink.objects.select_related(*outside.ABOUT).get(pk=link_id)
    if outside.standing(link, now) != Standing.OPEN or link.guest.proved_at is None:
        raise Answered
    return folder, link.guest


def see(*, link_id: int, document_id: int, file_id: int, pages: Iterable[int], now: datetime) -> None:
    """Pages were before the eyes of the guest. Twice is once.

    Raises:
        Answered, NoSuchPage
        Changed: the file is another one by now.
    """
    with acknowledged():
        folder, guest = taken(link_id, now)
        row = next((one for one in outside.shared(folder) if one.pk == document_id), None)
        if row is None:
            raise NoSuchPage
        if row.file_id != file_id:
            raise Changed
        numbers = [page for page in sorted(set(pages)) if 1 <= page <= row.pages]
        PageSeen.objects.bulk_create(
            [PageSeen(document=row, file_id=file_id, page=page, guest=guest, at=now) for page in numbers],
            ignore_conflicts=True,
        )


def sign(*, link_id: int, shown: str, known: Mapping[str, str], now: datetime) -> Guest:
    """The guest signs what was shown: the administration's seal will say so in their name. `known` is the network and
    the program they used.

    Raises:
        Answered, Changed, NotReadWhole, OwnKeyNeeded
    """
    with acknowledged():
        folder, guest = taken(link_id, now)
        if outside.level_of(guest) != circuits.Level.SIMPLE:
            raise OwnKeyNeeded
        main = demand_ready(folder, guest, shown)
        return owe(folder, guest, main, {}, known, now)


def bring(
    *,
    link_id: int,
    shown: str,
    files_of: Mapping[int, int],
    certificates: Mapping[int, str],
    known: Mapping[str, str],
    now: datetime,
) -> Guest:
    """The guest gives back each file, signed with a key of theirs: `{document: file}`, judged before (bringing.py), and
    whose certificate it is.

    Raises:
        Answered, Changed, NotReadWhole, files.FileGone
    """
    with acknowledged():
        folder, guest = taken(link_id, now)
        main = demand_ready(folder, guest, shown)
        if set(files_of) != {one.pk for one in main}:
            raise Changed
        files.claim_all(list(files_of.values()), purpose=KEPT, subject=f"{folder.pk}:{guest.pk}", now=now)
        guest.own_key = True
        guest.evidence["certificates"] = {str(key): words for key, words in certificates.items()}
        return owe(folder, guest, main, files_of, known, now)


def demand_ready(folder: Folder, guest: Guest, shown: str) -> list[Document]:
    """What is to be signed, when it is what was shown, and was read where that is asked.

    Raises:
        Changed, NotReadWhole
    """
    documents = outside.shared(folder)
    if fingerprint(folder, documents) != shown:
        raise Changed
    main = [one for one in documents if one.role == Role.MAIN]
    if outside.must_read(guest):
        left = sum(one.pages for one in main) - len(outside.seen_by(guest, main))
        if left > 0:
            raise NotReadWhole(left=left)
    return main


def owe(
    folder: Folder,
    guest: Guest,
    main: Sequence[Document],
    brought: Mapping[int, int],
    known: Mapping[str, str],
    now: datetime,
) -> Guest:
    """From here on the signature is owed; a job makes it, with its proof (guest_making.py)."""
    guest.state, guest.decided_at = GuestState.SIGNING, now
    guest.evidence = {
        **guest.evidence,
        **known,
        "signed_at": now.isoformat(),
        "shown": [[one.label, one.file.sha256] for one in main],
        "brought": {str(key): file for key, file in brought.items()},
    }
    guest.save(update_fields=["state", "decided_at", "evidence", "own_key"])
    Signature.objects.bulk_create(
        [Signature(guest=guest, turn_id=guest.turn_id, document=one, before_id=one.file_id) for one in main]
    )
    facts.tell(GuestSigned(guest_id=guest.pk))
    return guest


def refuse(*, link_id: int, text: str, known: Mapping[str, str], now: datetime) -> Guest:
    """The guest says no, and why: the folder goes back to its author.

    Raises:
        ReasonMissing, Answered, circuits.NotNow
    """
    if not text.strip():
        raise ReasonMissing
    with acknowledged():
        folder, guest = taken(link_id, now)
        guest.state, guest.decided_at, guest.reason = GuestState.REFUSED, now, text.strip()
        guest.evidence = {**guest.evidence, **known, "refused_at": now.isoformat()}
        guest.save(update_fields=["state", "decided_at", "reason", "evidence"])
        circuits.refused_outside(turn_id=guest.turn_id, text=guest.reason, now=now, who=guest.name)
        settled(folder, organisations.SYSTEM, now)
        journalled(folder, guest, "parapheur.guest_refused", now)
        return guest


def signed(*, guest_id: int, files_of: Mapping[int, int], proof_id: int, now: datetime) -> bool:
    """Join what was made: each document with its signature, the proof, and the step done. False when it cannot be any
    more: the folder was called back, or a document is another one since.

    Raises:
        circuits.NotNow, files.FileGone
    """
    with acknowledged():
        guest = Guest.objects.select_related("turn").get(pk=guest_id)
        folder = locked(guest.folder_id)
        guest = Guest.objects.select_related("turn").get(pk=guest_id)
        if guest.state != GuestState.SIGNING or guest.turn.state != circuits.TurnState.OPEN:
            return False
        rows = list(waiting(guest).select_related("document"))
        if any(one.document.file_id != one.before_id or one.document.withdrawn_at for one in rows):
            return False
        for row in rows:
            file = files.claim(files_of[row.document_id], purpose=KEPT, subject=f"{folder.pk}:{row.pk}", now=now)
            row.state, row.after, row.made_at = SignatureState.MADE, file, now
            row.save(update_fields=["state", "after", "made_at"])
            row.document.file = file
            row.document.save(update_fields=["file"])
        keep_proof(folder, guest, proof_id, now)
        circuits.done_by_itself(turn_id=guest.turn_id, now=now, who=guest.name, own_key=guest.own_key)
        digests = {str(row.document_id): row.after.sha256 for row in rows if row.after}
        journalled(folder, guest, "parapheur.guest_signed", now, files=digests)
        return True


def waiting(guest: Guest) -> Any:
    return Signature.objects.filter(guest=guest, state=SignatureState.WAITING).order_by("pk")


def keep_proof(folder: Folder, guest: Guest, proof_id: int, now: datetime) -> None:
    """The proof goes with the folder from now on, and what was signed goes to the guest."""
    file = files.claim(proof_id, purpose=KEPT, subject=f"{folder.pk}:proof:{guest.pk}", now=now)
    guest.proof, guest.state = file, GuestState.SIGNED
    guest.save(update_fields=["proof", "state"])
    folder.documents.create(
        role=Role.PROOF,
        position=folder.documents.count() + 1,
        label=guest.name[:200],
        given=file,
        file=file,
        added_at=now,
    )
    folder.changed_at = now
    folder.save(update_fields=["changed_at"])
    give_link(guest, LinkFor.RECEIPT, now)


def not_signed(*, guest_id: int, reason: str, now: datetime) -> Guest:
    """The signature could not be made: the guest is asked again where their turn is still open, and told."""
    with acknowledged():
        guest = Guest.objects.get(pk=guest_id)
        locked(guest.folder_id)
        guest = Guest.objects.select_related("turn").get(pk=guest_id)
        if guest.state != GuestState.SIGNING:
            return guest
        waiting(guest).update(state=SignatureState.FAILED, reason=reason)
        still = guest.turn.state == circuits.TurnState.OPEN
        guest.state, guest.decided_at, guest.own_key = GuestState.INVITED if still else GuestState.OVER, None, False
        guest.save(update_fields=["state", "decided_at", "own_key"])
        if still:
            link = guest.links.order_by("-pk").first()
            assert link is not None
            mailing.send_link.later(link_id=link.pk, what=mailing.What.AGAIN)
        else:
            mailing.send_over.later(guest_id=guest.pk)
        return guest


def journalled(folder: Folder, guest: Guest, kind: str, now: datetime, **more: Any) -> None:
    """The last thing an act does. Digests only: the journal is for ever, names are not."""
    journal.append(
        chain=f"parapheur:{folder.administration_id}",
        kind=kind,
        at=now,
        actor_id=None,
        subject=f"folder:{folder.pk}",
        facts={"guest": guest.pk, "proof": guest.proof.sha256 if guest.proof else "", **more},
    )
