"""From paper to a numbered letter: split, read, proposed, confirmed; what came in is kept as it came."""

from __future__ import annotations

import hashlib
from datetime import date

import pypdfium2
import pytest

from benchmarks import paper
from diwan.core.files import api as files
from diwan.core.organisations.api import actor_for
from diwan.core.organisations.operations import posts
from diwan.correspondence.letters import api as letters
from diwan.correspondence.letters.models import Letter
from diwan.correspondence.mailroom.enums import Become, DocumentState, PageState, Separator
from diwan.correspondence.mailroom.models import Document, Intake, Page
from diwan.correspondence.mailroom.operations import arranging, confirming, erasing, leasing
from diwan.correspondence.mailroom.queries import proposals
from diwan.correspondence.mailroom.reading import tesseract
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.helpers.jobs import run_jobs

from .conftest import needs_reader, scans, send, separator, sheets


def confirmed(**changes):
    said = {"sender": "وزارة الداخلية", "subject": "طلب معطيات", "received_on": people.NOW.date()}
    return confirming.Confirmed(**{**said, **changes})


def settle(place, document, **changes):
    about = {"actor": place.actor("clerk"), "document_id": document.pk, "arranged": document.arranged}
    return confirming.register(confirmed=confirmed(**changes), now=people.NOW, **about)


def register(place, document, **changes):
    return settle(place, document, **changes).document


def content(file):
    with files.open_file(file.pk) as stream:
        return stream.read()


@needs_reader
def test_a_batch_is_split_read_proposed_and_registered(ministry):
    written = sheets(3)[1:]
    images = []
    for sheet in written:
        images += [separator(ministry.office), sheet.image]
    batch = paper.as_pdf(images)
    intake = send(ministry, batch)
    run_jobs()
    documents = list(intake.documents.order_by("position"))
    assert [d.state for d in documents] == [DocumentState.WAITING] * 2
    for document, sheet in zip(documents, written, strict=True):
        said = proposals.propose(ministry.actor("clerk"), document, people.NOW).values
        assert said["their_reference"] == sheet.reference
        assert said["dated_on"] == sheet.on.isoformat()
        assert said["language"] == sheet.language
    first = register(ministry, documents[0], their_reference=written[0].reference, dated_on=written[0].on)
    letter = Letter.objects.get(pk=first.letter_id)
    assert letter.their_reference == written[0].reference
    pieces = list(letter.pieces.select_related("file"))
    # The batch holds the letters of others: this one gets its own page only.
    assert [piece.role for piece in pieces] == ["main"]
    assert written[0].reference in pieces[0].text
    assert content(pieces[0].file).startswith(b"%PDF")
    act = letter.acts.get(kind="mailroom.scanned")
    assert act.detail["sha256"] == hashlib.sha256(batch).hexdigest()


@needs_reader
def test_a_file_that_is_one_letter_is_kept_byte_for_byte_beside_its_copy(ministry):
    scan = paper.as_pdf([sheets(1)[0].image])
    intake = send(ministry, scan)
    run_jobs()
    done = register(ministry, intake.documents.get())
    pieces = list(done.letter.pieces.select_related("file"))
    assert [piece.role for piece in pieces] == ["main", "annex"]
    assert content(pieces[0].file) == scan
    assert content(pieces[1].file) != scan


def test_what_is_typed_needs_no_guess(ministry):
    sheet = sheets(1)[0]
    intake = send(ministry, sheet.pdf)
    run_jobs()
    page = Page.objects.get()
    assert page.state == PageState.TYPED
    said = intake.documents.get().clues
    assert said["their_reference"]["value"] == sheet.reference
    done = register(ministry, intake.documents.get())
    assert [content(piece.file) for piece in done.letter.pieces.all()] == [sheet.pdf]  # it needs no copy


def test_a_signed_file_is_never_taken_apart(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    signed = paper.as_pdf([scans(1)[0], separator(ministry.office), scans(1)[0]])
    signed += b"\n% /ByteRange [0 1 2 3] /Type /Sig\n"
    intake = send(ministry, signed)
    run_jobs()
    document = intake.documents.get()
    assert intake.originals.get().signed
    last = document.pages.order_by("position").last()
    with pytest.raises(arranging.Sealed):
        arranging.part(actor=ministry.actor("clerk"), page_id=last.pk, now=people.NOW)
    done = register(ministry, document)
    pieces = list(done.letter.pieces.select_related("file"))
    assert [hashlib.sha256(content(p.file)).hexdigest() for p in pieces] == [hashlib.sha256(signed).hexdigest()]


def test_without_a_reader_paper_is_still_registered_by_hand(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    intake = send(ministry, paper.as_pdf([scans(1)[0]]))
    run_jobs()
    document = intake.documents.get()
    assert document.pages.get().state == PageState.UNREAD
    assert document.state == DocumentState.WAITING
    assert register(ministry, document).letter.reference


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "broken.pdf",
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n",
        ),
        ("words.txt", "رسالة بدون صفحات".encode()),
    ],
)
def test_what_cannot_be_drawn_is_still_a_document(ministry, name, content):
    intake = send(ministry, content, name)
    run_jobs()
    document = intake.documents.get()
    assert document.state == DocumentState.WAITING
    assert register(ministry, document).letter.pieces.count() == 1


def test_a_request_of_the_public_becomes_a_deposit_with_its_receipt_owed(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    intake = send(ministry, paper.as_pdf(scans(1)))
    run_jobs()

    posts.grant_right(
        actor=people.SYSTEM,
        post_id=ministry.posts["clerk"].pk,
        right="deposits.process",
        reach="administration",
        now=people.NOW,
    )
    done = settle(ministry, intake.documents.get(), become=Become.DEPOSIT, sender="فاطمة العلوي", identity="AB123456")
    assert done.document.deposit.reference == done.reference
    assert done.document.letter is None
    assert done.deposited.code


def test_two_clerks_never_register_the_same(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    intake = send(ministry, paper.as_pdf([scans(1)[0]]))
    run_jobs()
    document = intake.documents.get()
    leasing.take(actor=ministry.actor("clerk"), document_id=document.pk, now=people.NOW)
    colleague = people.person("colleague", administration=ministry.tenant)
    people.seat(colleague, people.post(ministry.units["root"], rights={"letters.register": "administration"}))
    other = actor_for(colleague.pk, people.NOW)
    with pytest.raises(leasing.Taken):
        leasing.take(actor=other, document_id=document.pk, now=people.NOW)
    assert leasing.take_next(actor=other, now=people.NOW) is None
    register(ministry, document)
    with pytest.raises(leasing.AlreadySettled):
        register(ministry, document)
    assert Letter.objects.count() == 1


def test_pages_are_parted_joined_turned_and_left_out(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    images = scans(3)
    intake = send(ministry, paper.as_pdf(images))
    run_jobs()
    actor, document = ministry.actor("clerk"), intake.documents.get()
    second = document.pages.get(position=2)
    arranging.part(actor=actor, page_id=second.pk, now=people.NOW)
    assert [d.pages.count() for d in intake.documents.order_by("position")] == [1, 2]
    later = intake.documents.get(position=2)
    arranging.join(actor=actor, document_id=later.pk, now=people.NOW)
    document.refresh_from_db()
    assert document.pages.count() == 3
    arranging.leave_out(actor=actor, page_id=second.pk, now=people.NOW)
    assert proposals.left_out(document) == [second]
    arranging.take_back(actor=actor, document_id=document.pk, page_id=second.pk, now=people.NOW)
    assert list(document.pages.order_by("position").values_list("number", flat=True)) == [1, 3, 2]
    arranging.turn(actor=actor, page_id=second.pk, now=people.NOW)
    run_jobs()
    second.refresh_from_db()
    assert (second.turn, second.width > second.height) == (90, True)
    with pytest.raises(confirming.ArrangedMeanwhile):  # the screen was shown before all this
        register(ministry, document)


def test_blank_pages_are_left_out_and_stay_at_hand(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    white = scans(1)[0].point(lambda _v: 250)
    intake = send(ministry, paper.as_pdf([scans(1)[0], white]))
    run_jobs()
    document = intake.documents.get()
    assert document.pages.count() == 1
    assert len(proposals.left_out(document)) == 1


def test_the_sheet_of_another_office_or_of_a_stranger_parts_nothing(ministry, other_ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    image = scans(1)[0]
    intake = send(ministry, paper.as_pdf([image, separator(other_ministry.office), image]))
    run_jobs()
    assert intake.documents.count() == 1


def test_annexes_and_the_end_are_said_by_the_sheets(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    image = scans(1)[0]
    batch = [
        separator(ministry.office, Separator.WITH_ANNEXES, 2),
        image,
        separator(ministry.office, Separator.END),
    ]
    intake = send(ministry, paper.as_pdf(batch))
    run_jobs()
    assert intake.documents.get().annexes == 2


def test_strangers_see_and_do_nothing(ministry, other_ministry):
    intake = send(ministry, sheets(1)[0].pdf)
    run_jobs()
    stranger = other_ministry.actor("clerk")
    assert not Intake.objects.visible_to(stranger).exists()
    assert not Document.objects.visible_to(stranger).exists()
    with pytest.raises(NotAllowed):
        confirming.register(
            actor=stranger, document_id=intake.documents.get().pk, arranged=0, confirmed=confirmed(), now=people.NOW
        )


@needs_reader
def test_the_sender_is_known_again_and_the_unit_follows(ministry):
    written = sheets(2)[1:]
    scan = paper.as_pdf([written[0].image])
    for _time in range(2):
        intake = send(ministry, scan)
        run_jobs()
        document = intake.documents.get()
        said = proposals.propose(ministry.actor("clerk"), document, people.NOW)
        if _time == 0:
            register(
                ministry,
                document,
                sender=written[0].sender,
                unit=ministry.units["DRH"].pk,
                their_reference=written[0].reference,
                dated_on=date(2024, 1, 1),
            )
    assert said.values["sender"] == written[0].sender
    assert said.values["unit"] == ministry.units["DRH"].pk
    assert [letter.their_reference for letter in said.same] == [written[0].reference]


def test_of_a_destroyed_letter_nothing_read_typed_or_drawn_stays(ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)
    batch = paper.as_pdf([scans(2)[0], separator(ministry.office), scans(2)[1]])
    intake = send(ministry, batch)
    run_jobs()
    first, second = (register(ministry, document) for document in intake.documents.order_by("position"))
    received = hashlib.sha256(batch).hexdigest()
    (fact,) = letters.facts_of(second.letter)["mailroom"]
    assert (fact["files"], fact["by"], len(fact["pages"])) == ([received], str(ministry.people["clerk"].name_ar), 1)
    erasing.erase(letter=first.letter, now=people.NOW)
    original = intake.originals.get()
    assert original.file.sha256 != received
    with pypdfium2.PdfDocument(content(original.file)) as kept:  # the other letter keeps its place, and its picture
        assert [bool(list(page.get_objects())) for page in kept] == [False, True, True]
    assert letters.facts_of(second.letter)["mailroom"] == [fact]
    first.refresh_from_db()
    assert (first.clues, first.pages.count(), first.settled_at is not None) == ({}, 0, True)
    erasing.erase(letter=second.letter, now=people.NOW)
    assert not intake.originals.exists()
    assert not files.StoredFile.objects.filter(claims__purpose__startswith="mailroom.").exists()
