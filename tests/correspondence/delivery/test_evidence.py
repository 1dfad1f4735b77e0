"""Evidence: sealed, journalled, kept by both ends, and checked by a stranger with openssl and nothing of ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile

import pytest
from django.db import IntegrityError, transaction

from diwan.core.journal.models import Entry
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery import packing
from diwan.correspondence.delivery.evidence import digest
from diwan.correspondence.delivery.models import Evidence
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers.delivery import arrival_of
from tests.helpers.jobs import run_jobs


@pytest.fixture
def accepted(other_ministry, sending):
    run_jobs()
    delivery.accept(actor=other_ministry.actor("clerk"), arrival_id=arrival_of(sending).pk, now=people.NOW)
    run_jobs()
    sending.refresh_from_db()
    return sending


def test_each_end_holds_the_words_and_seals_of_the_other(accepted):
    here = {row.uid: (row.document, bytes(row.seal)) for row in accepted.evidence.all()}
    there = {row.uid: (row.document, bytes(row.seal)) for row in arrival_of(accepted).evidence.all()}
    assert here == there
    assert {row.issuer for row in accepted.evidence.filter(ours=True)} == {"MEN"}
    assert {row.issuer for row in accepted.evidence.filter(ours=False)} == {"MEF"}


def test_what_a_document_says(accepted):
    row = accepted.evidence.get(event="ContentHandover")
    said = json.loads(row.document)
    assert said["event"] == "http://uri.etsi.org/19522/Event/ContentHandover"
    assert said["message"] == str(accepted.message_id)
    assert said["content_sha256"] == digest(accepted.envelope)
    assert said["detail"] == {"registered_as": accepted.their_reference}
    assert said["pieces"][0]["sha256"] == accepted.letter.pieces.get().file.sha256
    assert row.by_id is None, "who accepted it stays at the other end"
    assert "clerk" not in row.document


def test_nothing_internal_travels(accepted):
    said = accepted.said
    assert set(said) == {"format", "from", "letter", "message", "to"}
    assert not {"plan_class", "dossier", "unit", "audience", "kept_at"} & set(said["letter"])


def test_every_line_is_in_the_journal_of_its_office(accepted):
    lines = Entry.objects.filter(kind="delivery.evidence").values_list("body", flat=True)
    journalled = [bytes(line).decode() for line in lines]
    for row in [*accepted.evidence.filter(ours=True), *arrival_of(accepted).evidence.filter(ours=True)]:
        assert any(digest(row.document) in body for body in journalled)


def test_an_event_is_there_once(accepted):
    row = accepted.evidence.first()
    row.pk = None
    with pytest.raises(IntegrityError, match="evidence_sending_once"), transaction.atomic():
        row.save()


def test_what_is_forged_is_left_out(sending):
    run_jobs()
    good = delivery.proof_of(arrival_of(sending).evidence.get(event="RelayAcceptance"))
    known = {"message_id": sending.message_id, "envelope": sending.envelope}
    assert delivery.read(good, **known).issuer == "MEF"
    said = json.loads(good.document)
    forged = [
        delivery.Proof(good.document.replace("RelayAcceptance", "ContentHandover"), good.seal),
        delivery.Proof(good.document, b"no seal"),
        delivery.Proof(good.document, b""),
        delivery.Proof("[]", good.seal),
        delivery.Proof("{" * 5000, good.seal),
        resealed(said | {"issuer": said["issuer"] | {"code": "MEN"}}, "MEF"),
        resealed(said | {"message": "0b0f0c3e-6d0b-4f8e-9f57-0d8d5a0b8a01"}, "MEF"),
        resealed(said | {"content_sha256": "0" * 64}, "MEF"),
    ]
    for proof in forged:
        with pytest.raises(delivery.BadProof):
            delivery.read(proof, **known)
    with pytest.raises(delivery.BadProof):
        delivery.read(good, issuer="MEN", **known)


def resealed(said: dict, code: str) -> delivery.Proof:
    document = json.dumps(said, ensure_ascii=False)
    return delivery.Proof(document, signing.seal_detached(document.encode(), administration_code=code))


@pytest.mark.skipif(not shutil.which("openssl"), reason="a stranger has openssl")
class TestStranger:
    def folder(self, accepted, tmp_path):
        pieces = list(accepted.letter.pieces.select_related("file"))
        with packing.pack(accepted, pieces) as content, zipfile.ZipFile(content) as archive:
            archive.extractall(tmp_path)
        return tmp_path

    def run(self, folder):
        return subprocess.run(["sh", "verify.sh"], cwd=folder, capture_output=True, text=True, check=False)

    def test_checks_it_with_openssl(self, accepted, tmp_path):
        folder = self.folder(accepted, tmp_path)
        assert len(list(folder.glob("evidence/*.json"))) == Evidence.objects.filter(sending=accepted).count() == 6
        done = self.run(folder)
        assert done.returncode == 0, done.stderr + done.stdout
        assert done.stderr.count("erification successful") == 6
        for language in ("ar", "fr", "en"):
            assert accepted.letter.reference in (folder / f"README.{language}.txt").read_text()

    def test_sees_a_changed_letter_and_a_changed_proof(self, accepted, tmp_path):
        folder = self.folder(accepted, tmp_path)
        document = next(folder.glob("evidence/*ContentHandover.json"))
        document.write_text(document.read_text().replace("MEF", "MES"))
        done = self.run(folder)
        assert done.returncode == 1
        assert "NOT GENUINE" in done.stdout
        letter = folder / "letter.json"
        letter.write_text(letter.read_text().replace("طلب", "امر"))
        assert "OF ANOTHER LETTER" in self.run(folder).stdout
