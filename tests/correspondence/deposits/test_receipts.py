"""The receipt: sealed within seconds, complete, and checkable by a stranger without us (REG-2)."""

from __future__ import annotations

import hashlib
import io
import json
import re

import pypdf
import pypdfium2 as pdfium
import pytest

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.engines.signing import api as signing
from diwan.verifier import diwan_verify
from tests.helpers.jobs import run_jobs

from .conftest import PDF, a_procedure, hand_in, piece


def sealed(deposit) -> bytes:
    run_jobs()
    with files.open_file(deposit.receipts.get().file_id) as stored:
        return stored.read()


def verdict(pdf: bytes) -> tuple[str, dict]:
    report = diwan_verify.Report()
    roots = diwan_verify.certificates_in(signing.root_certificate_pem().decode())
    return diwan_verify.judge(pdf, roots, report), report.says


def test_a_stranger_finds_it_genuine_and_reads_what_was_registered(education):
    deposit = hand_in(education, pieces=[piece()]).deposit
    says = verdict(sealed(deposit))
    assert says[0] == "genuine"
    assert says[1]["register_number"] == 1
    assert says[1]["subject"] == f"deposit:{deposit.pk}"
    assert signing.validate(sealed(deposit)).verdict == signing.Verdict.PASSED


def test_it_carries_what_was_deposited_and_the_journal_vouches_for_it(education):
    deposit = hand_in(education, body="نص الرسالة", pieces=[piece()]).deposit
    carried = pypdf.PdfReader(io.BytesIO(sealed(deposit))).attachments
    content, proof = carried["content.json"][0], json.loads(carried["proof.json"][0])
    assert proof["entry"]["body"]["facts"]["digest"] == hashlib.sha256(content).hexdigest()
    assert json.loads(content)["pieces"][0]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert json.loads(content)["body"] == "نص الرسالة"


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_it_is_written_in_arabic_and_in_the_language_of_the_depositor(education, language):
    deposit = hand_in(education, language=language).deposit
    text = pypdf.PdfReader(io.BytesIO(sealed(deposit))).pages[0].extract_text()
    assert "MEN-2026-000001" in text
    assert ("Récépissé de dépôt" in text) == (language == "fr")
    assert ("Receipt of deposit" in text) == (language == "en")


def words(pdf: bytes) -> str:
    """What readers of the PDF find in it: French as pypdf reads it, Arabic as pdfium does, which puts it in order."""
    latin = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    arabic = "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))
    return " ".join(re.sub(r"[-\u00ad\u2010]\n", "", f"{latin}\n{arabic}").split())


def test_it_says_what_the_procedure_promises(education):
    """Law 55-19: sixty days, the last one moved to a worked day; what silence means; the recourse."""
    deposit = hand_in(education, language="fr", procedure=a_procedure()).deposit
    due = calendars.legal_clock("MA", "request", deposit.registered_at.date()).due_on
    assert deposit.due_on == due
    said = words(sealed(deposit))
    for found in (
        f"Au plus tard le {calendars.format_date(due, 'fr', 'MA')}",
        "60 jours",
        "loi 55-19, article 16",
        "la demande vaut acceptation",
        "Article 17 de la loi 55-19",
        "Demande d’acte administratif",
        "طلب قرار إداري",
        "Une personne",
    ):
        assert found in said


def test_a_time_that_starts_later_names_no_day(education):
    version = a_procedure(clock_start="acceptance", days=30, day_unit="working")
    said = words(sealed(hand_in(education, language="fr", procedure=version).deposit))
    assert "30 jours ouvrables à compter du jour où le dossier est accepté comme complet" in said


def test_a_plain_letter_promises_no_time(education):
    said = words(sealed(hand_in(education, language="fr").deposit))
    assert "Délai de réponse" not in said
    assert "En cas de silence" not in said


def test_the_job_may_run_twice(education):
    from diwan.correspondence.deposits.sealed import receipts
    from tests.correspondence.deposits.conftest import NOW

    deposit = hand_in(education).deposit
    before = sealed(deposit)
    receipts.issue(deposit_id=deposit.pk, now=NOW)
    assert deposit.receipts.count() == 1
    assert sealed(deposit) == before


def test_any_changed_byte_is_found(education):
    pdf = sealed(hand_in(education).deposit)
    for place in range(0, len(pdf), len(pdf) // 40):
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert verdict(bytes(changed))[0] != "genuine", place
