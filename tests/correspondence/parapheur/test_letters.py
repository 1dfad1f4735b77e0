"""A letter drafted here is visaed, signed, numbered, sealed and sent; it comes back to be mended."""

from __future__ import annotations

import pytest

from diwan.core.files import api as files
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.drafting.operations.locking import NotWritten
from diwan.correspondence.letters import api as letters
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed
from tests.core.people import NOW
from tests.helpers.drafting import begun, write
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import authorised, open_turn, refused, sent_letter, shown, visa


def test_a_letter_is_visaed_signed_then_numbered_and_sealed_and_every_signature_holds(house):
    draft = begun(house)
    folder = sent_letter(house, draft)
    draft.refresh_from_db()
    assert draft.state == "circuit"
    visa(house, folder)
    authorised(house, folder)
    run_jobs()
    draft.refresh_from_db()
    letter = letters.Letter.objects.get(pk=draft.letter_id)
    assert (draft.state, letter.reference != "") == ("sealed", True)
    assert (draft.signed_by_id, draft.signed_basis) == (house.people["head"].pk, "holder")
    folder.refresh_from_db()
    assert folder.documents.get().file_id == draft.sealed_id
    with files.open_file(draft.sealed_id) as given:
        report = signing.validate(given.read())
    assert len(report.signatures) == 2
    assert all(one.verdict == signing.Verdict.PASSED for one in report.signatures), report


def test_a_refused_letter_is_written_again_and_goes_again_with_its_new_words(house):
    draft = begun(house)
    folder = sent_letter(house, draft)
    first = folder.documents.get(withdrawn_at=None).file.sha256
    refused(house, folder)
    draft.refresh_from_db()
    assert draft.state == "writing"
    write(house, draft, "<p>نص مصحح بالكامل.</p>")
    folder = sent_letter(house, draft)
    again = folder.documents.get(withdrawn_at=None).file.sha256
    assert again != first
    assert folder.run.round == 2
    visa(house, folder)
    authorised(house, folder)
    run_jobs()
    draft.refresh_from_db()
    assert draft.state == "sealed"


def test_on_its_way_it_is_neither_written_nor_signed_directly(house):
    draft = begun(house)
    sent_letter(house, draft)
    with pytest.raises(NotWritten):
        write(house, draft, "<p>نص آخر</p>")
    with pytest.raises(NotWritten):
        drafting.sign_off(actor=house.actor("head"), draft_id=draft.pk, version=draft.version, now=NOW)


def test_what_was_not_shown_is_not_agreed_to(house):
    folder = sent_letter(house)
    with pytest.raises(parapheur.Changed):
        parapheur.agree(actor=house.actor("finance"), turn_id=open_turn(folder).pk, shown="0" * 64, now=NOW)


def test_only_whoever_has_the_turn_decides(house):
    folder = sent_letter(house)
    with pytest.raises(NotAllowed):
        parapheur.agree(actor=house.actor("division"), turn_id=open_turn(folder).pk, shown=shown(folder), now=NOW)
