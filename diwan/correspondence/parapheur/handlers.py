"""What the parapheur does when a fact is told. Each may run twice."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.drafting import api as drafting
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing
from diwan.kit.refusals import Refusal

from . import guest_making, lasting, making, papers, sealing, telling
from .enums import LASTING, SUBJECT, SignatureState
from .events import FileGiven, GuestSigned, SignaturesOwed
from .models import Document, Folder, Signature
from .operations import filing, guests, passing

if TYPE_CHECKING:
    from diwan.engines.circuits.api import Turn

# Somebody proved they were there, and a signed letter waits for its number: it is tried for days.
PATIENT = facts.BackOff(tries=1000, ceiling=600)


@facts.hears(SignaturesOwed, retry=PATIENT)
def make_signatures(fact: SignaturesOwed) -> None:
    making.make_all(authorisation_id=fact.authorisation_id, clock=timezone.now)
    telling.made(authorisation_id=fact.authorisation_id, now=timezone.now())


@facts.hears(signing.SignaturesBrought, retry=PATIENT)
def go_on_brought(fact: signing.SignaturesBrought) -> None:
    """The owner of a key answered: what they authorised and is still owed is made with it."""
    owed = Signature.objects.filter(
        state=SignatureState.WAITING, authorisation__person=fact.person_id, authorisation__key=fact.key
    )
    for number in owed.values_list("authorisation", flat=True).order_by("authorisation").distinct():
        make_signatures(SignaturesOwed(authorisation_id=number))


@facts.hears(GuestSigned, retry=PATIENT)
def make_guest_signature(fact: GuestSigned) -> None:
    if guest_making.make(guest_id=fact.guest_id, now=timezone.now()):
        telling.signed_outside(guest_id=fact.guest_id, now=timezone.now())


@facts.hears(FileGiven)
def read_file(fact: FileGiven) -> None:
    """Count its pages; what is not a PDF is made into one where it is to be signed."""
    row, now = Document.objects.select_related("file").get(pk=fact.document_id), timezone.now()
    file_id = row.file_id
    try:
        if row.file.media_type in papers.CONVERTIBLE:
            pdf = papers.as_pdf(row.file)
            name = f"{row.file.name.rpartition('.')[0]}.pdf"
            file_id = files.store(io.BytesIO(pdf), name=name, now=now, made=True).pk
        elif row.file.media_type != papers.PDF:
            return
        with files.open_file(file_id) as given:
            pages = papers.count(given)
    except (papers.NoPages, drafting.CannotConvert, Refusal):
        return
    filing.counted(document_id=row.pk, file_id=file_id, pages=pages, now=now)


@facts.hears(circuits.TurnOpened, retry=PATIENT)
def do_or_tell(fact: circuits.TurnOpened) -> None:
    """What Diwan does itself is done; what somebody has to do is told to them."""
    if fact.subject_kind != SUBJECT:
        return
    now, turn = timezone.now(), circuits.Turn.objects.select_related("run").get(pk=fact.turn_id)
    if turn.state != circuits.TurnState.OPEN:
        return
    if turn.post_id is not None:
        telling.waits(turn=turn, now=now)
        return
    by_itself(turn)


def by_itself(turn: Turn) -> None:
    now = timezone.now()
    folder = Folder.objects.get(pk=turn.run.subject_id)
    match turn.kind:
        case circuits.Kind.OUTSIDE:
            guests.invite(turn_id=turn.pk, now=now)
        case circuits.Kind.NUMBERING:
            passing.number(turn_id=turn.pk, now=now)
        case circuits.Kind.SEAL if folder.letter_id is None:
            sealing.seal(turn_id=turn.pk, now=now)
        case circuits.Kind.SEAL if folder.letter_id is not None:
            if is_sealed(folder):
                passing.sealed(letter_id=folder.letter_id, now=now)
        case circuits.Kind.DELIVERY if folder.letter_id is not None:
            if is_sealed(folder) and not passing.deliver(turn_id=turn.pk, now=now):
                telling.to_be_sent(folder=folder, turn=turn, now=now)
        case circuits.Kind.DELIVERY:
            passing.handed_over(turn_id=turn.pk, now=now)


def is_sealed(folder: Folder) -> bool:
    return drafting.Draft.objects.filter(letter=folder.letter_id, state=drafting.State.SEALED).exists()


@facts.hears(drafting.LetterSealed, retry=PATIENT)
def go_on_sealed(fact: drafting.LetterSealed) -> None:
    """The sealed letter goes on its way: to its addressees, where its circuit sends it."""
    folder = passing.sealed(letter_id=fact.letter_id, now=timezone.now())
    if folder is not None:
        for turn in passing.open_by_itself(folder, circuits.Kind.DELIVERY):
            turn.run = folder.run  # type: ignore[assignment]  # read already
            if turn.post_id is None:
                by_itself(turn)
        lasting.watch(folder_id=folder.pk, now=timezone.now())


@facts.hears(delivery.LetterSent)
def note_sent(fact: delivery.LetterSent) -> None:
    passing.was_sent(letter_id=fact.letter_id, now=timezone.now())


@facts.hears(circuits.TurnReminded)
def remind(fact: circuits.TurnReminded) -> None:
    if fact.subject_kind == SUBJECT:
        turn = circuits.Turn.objects.select_related("run__version", "run__unit", "run__type").get(pk=fact.turn_id)
        guests.remind(turn_id=turn.pk, now=timezone.now())
        telling.still_waits(turn=turn, late=fact.late, now=timezone.now())


@facts.hears(circuits.RunMoved)
def tell_moved(fact: circuits.RunMoved) -> None:
    if fact.subject_kind == SUBJECT:
        passing.over(folder_id=fact.subject_id, now=timezone.now())
        guests.no_longer(folder_id=fact.subject_id, now=timezone.now())
        telling.moved(folder_id=fact.subject_id, state=fact.state, now=timezone.now())


@facts.hears(circuits.RunMoved, retry=PATIENT)
def watch_signed(fact: circuits.RunMoved) -> None:
    """What is through is kept checkable. A letter sealed afterwards is watched when it is."""
    if fact.subject_kind == SUBJECT and fact.state == circuits.RunState.DONE:
        lasting.watch(folder_id=fact.subject_id, now=timezone.now())


@facts.hears(signing.FileRenewed)
def note_renewed(fact: signing.FileRenewed) -> None:
    if fact.purpose == LASTING:
        filing.renewed(document_id=int(fact.subject), before=fact.before, after=fact.after, now=timezone.now())
