"""A folder is sent, comes back, is sent again, called back or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import SUBJECT, Role
from ..events import FileGiven
from ..models import KEPT, Document, Folder
from .guests import said_of
from .locking import live_documents, locked, mendable
from .preparing import Said, new_folder

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat


class NothingToSign(Refusal):
    message = _("The folder holds nothing to sign. Nothing was sent.")
    advice = _("Add the document first.")
    status = 422


class NotReady(Refusal):
    message = _("“%(name)s” is still being read, or no PDF could be made of it. Nothing was sent.")
    advice = _("Wait a moment; if it lasts, give the document as a PDF.")


class NobodySigns(Refusal):
    message = _("The circuit of this letter has no signature before its number. Nothing was sent.")
    advice = _("Choose another type, or ask whoever draws the circuits.")


class LetterSentAlready(Refusal):
    message = _("This letter is in the parapheur already.")


def send(*, actor: Actor, folder_id: int, now: datetime) -> Folder:
    """Send a prepared folder on its way, or one that came back on its way again.

    Raises:
        NotAllowed, OnItsWay, NothingToSign, NotReady
        circuits.NoCircuit, circuits.NobodyThere, circuits.NoGuest, circuits.NotNow
    """
    with acknowledged():
        folder, seat = mendable(actor, folder_id)
        if folder.letter_id:
            raise NotAllowed  # a letter goes again from its own page, with the paper of the version written since
        fresh(folder, now)
        demand_ready(folder)
        return go(folder, actor, seat, now)


def send_letter(
    *,
    actor: Actor,
    post_id: int,
    draft_id: int,
    made: drafting.Paper,
    signing: int | None,
    pages: int,
    said: Said,
    now: datetime,
) -> Folder:
    """Send a letter drafted here, with the paper just made of it (`signing`: the post whose title it bears).

    Raises:
        NotAllowed, LetterSentAlready, NobodySigns
        drafting.NotWritten, drafting.OtherVersion, drafting.ChangedMeanwhile
        circuits.NoCircuit, circuits.NobodyThere, circuits.NotNow
    """
    with acknowledged():
        letter_id = drafting.Draft.objects.values_list("letter_id", flat=True).get(pk=draft_id)
        folder = Folder.objects.filter(letter=letter_id).first()
        if folder is None:
            letters.locked(letter_id)
            if Folder.objects.filter(letter=letter_id).exists():
                raise LetterSentAlready  # at this very moment; a folder is locked before its letter, never after
            seat = seat_at(actor, post_id)
            folder = new_folder(actor, seat, said, now, letter_id=letter_id)
        else:
            folder = locked(folder.pk)
            seat = seat_at(actor, folder.post_id)
            if folder.run is None or folder.run.state not in circuits.WITH_AUTHOR:
                raise LetterSentAlready
            folder.title, folder.note, folder.urgent = said.title, said.note, said.urgent
            folder.values, folder.chosen = dict(said.values), dict(said.chosen)
            folder.guests = said_of(said.guests)
        demand_signature(folder, seat, now)
        drafting.enter(actor=actor, draft_id=draft_id, made=made, post_id=signing, now=now)
        replace_paper(folder, actor, made, pages, now)
        folder.draft_version, folder.changed_at = made.version, now
        folder.save()
        return go(folder, actor, seat, now)


def seat_at(actor: Actor, post_id: int) -> Seat:
    seat = next((one for one in policies.sending_seats(actor) if one.post_id == post_id), None)
    if seat is None:
        raise NotAllowed
    return seat


def demand_signature(folder: Folder, seat: Seat, now: datetime) -> None:
    """A letter is signed before it is numbered: its circuit has a signature that always applies."""
    found = circuits.way(type_id=folder.type_id, seat=seat, values=folder.values, chosen=folder.chosen, now=now)
    kinds = [step.kind for step, _post in found.steps]
    number = kinds.index(circuits.Kind.NUMBERING) if circuits.Kind.NUMBERING in kinds else len(kinds)
    if circuits.Kind.SIGNATURE not in kinds[:number]:
        raise NobodySigns


def replace_paper(folder: Folder, actor: Actor, made: drafting.Paper, pages: int, now: datetime) -> None:
    """The paper of this version is what is signed; the one before stays, with what was noted on it."""
    folder.documents.filter(withdrawn_at=None).update(withdrawn_at=now)
    annexes = drafting.annexes_of(folder.letter_id) if folder.letter_id else []
    ids = [made.file_id, *(file for file, _label in annexes)]
    kept = files.claim_all(ids, purpose=KEPT, subject=str(folder.pk), now=now)
    start = folder.documents.count()
    labels = ["", *(label for _file, label in annexes)]
    rows = Document.objects.bulk_create(
        Document(
            folder=folder,
            role=Role.MAIN if n == 0 else Role.ANNEX,
            position=start + n + 1,
            label=folder.title[:200] if n == 0 else (labels[n] or file.name)[:200],
            given=file,
            file=file,
            pages=pages if n == 0 else 0,
            added_by_id=actor.person_id,
            added_at=now,
        )
        for n, file in enumerate(kept)
    )
    for row in rows[1:]:
        facts.tell(FileGiven(document_id=row.pk))


def fresh(folder: Folder, now: datetime) -> None:
    """What goes again goes from the start: signatures of an earlier round do not stand on what is signed anew, nor are
    they proved any more."""
    for row in live_documents(folder):
        if row.role == Role.PROOF:
            row.withdrawn_at = now
            row.save(update_fields=["withdrawn_at"])
        signed = row.signatures.filter(state="made").order_by("pk").first()
        if signed is not None:
            row.file = signed.before
            row.save(update_fields=["file"])


def demand_ready(folder: Folder) -> None:
    main = [one for one in live_documents(folder) if one.role == Role.MAIN]
    if not main:
        raise NothingToSign
    for one in main:
        if not one.pages:
            raise NotReady(name=one.label)


def go(folder: Folder, actor: Actor, seat: Seat, now: datetime) -> Folder:
    guests = {key: one["email"] for key, one in folder.guests.items()}
    about: dict[str, Any] = {"actor": actor, "values": folder.values, "chosen": folder.chosen | guests, "now": now}
    if folder.run is None:
        subject = (SUBJECT, folder.pk)
        folder.run = circuits.begin(seat=seat, type_id=folder.type_id, subject=subject, **about)
    else:
        folder.run = circuits.send_again(run_id=folder.run.pk, **about)
    folder.changed_at = now
    folder.save(update_fields=["run", "changed_at"])
    return folder


def recall(*, actor: Actor, folder_id: int, text: str = "", now: datetime) -> Folder:
    """The author takes it back, to mend it and send it again.

    Raises:
        NotAllowed, circuits.NotNow
    """
    with acknowledged():
        folder = locked(folder_id)
        if folder.run is None:
            raise NotAllowed
        circuits.recall(actor=actor, run_id=folder.run.pk, text=text, now=now)
        came_back(folder, actor, now)
        return folder


def abandon(*, actor: Actor, folder_id: int, text: str = "", now: datetime) -> Folder:
    """The author gives it up. A letter drafted here can still be written, and go by another way.

    Raises:
        NotAllowed, circuits.NotNow
    """
    with acknowledged():
        folder = locked(folder_id)
        if folder.run is None:
            raise NotAllowed
        circuits.abandon(actor=actor, run_id=folder.run.pk, text=text, now=now)
        came_back(folder, actor, now)
        return folder


def came_back(folder: Folder, actor: Actor, now: datetime) -> None:
    """A letter that left its circuit unsigned is written again."""
    if folder.letter_id:
        drafting.leave(letter_id=folder.letter_id, actor=actor, now=now)
