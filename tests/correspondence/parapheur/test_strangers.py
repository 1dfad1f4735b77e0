"""What a stranger is told of a file that people signed, with the administration's seal and without it."""

from __future__ import annotations

import pytest

from diwan.core.files import api as files
from diwan.engines.signing import api as signing
from diwan.portal.verification.checking import examine
from diwan.verifier import diwan_verify
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import authorised, sent_letter, visa

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(house) -> tuple[bytes, bytes]:
    """The letter as its director signed it, and as it left, numbered and sealed."""
    folder = sent_letter(house)
    visa(house, folder)
    row = authorised(house, folder)
    run_jobs()
    signed = row.signatures.get().after_id
    return content_of(signed), content_of(folder.documents.get(withdrawn_at=None).file_id)


def content_of(file_id: int) -> bytes:
    with files.open_file(file_id) as given:
        return given.read()


def offline(pdf: bytes) -> tuple[str, list[str]]:
    """The verdict of the program that strangers take with them, and what it could not say."""
    report = diwan_verify.Report()
    verdict = diwan_verify.judge(pdf, diwan_verify.certificates_in(signing.roots_pem().decode()), report)
    return verdict, [name for name, state, _detail in report.checks if state == "not checked"]


def test_signed_by_people_and_sealed_it_is_genuine(papers):
    opinion, report = examine(papers[1])
    assert opinion.verdict == "genuine", opinion.checks
    assert report is not None
    assert (report.verdict, len(report.signatures)) == (signing.Verdict.PASSED, 2)
    # What came between the two, the small program leaves to others.
    assert offline(papers[1]) == ("undecided", ["whole"])


def test_signed_by_people_alone_it_is_not_called_sealed(papers):
    """Whoever works here has a certificate: it makes them a signatory, not the administration."""
    opinion, report = examine(papers[0])
    assert report is not None
    assert (opinion.verdict, report.verdict) == ("undecided", signing.Verdict.PASSED)
    assert offline(papers[0]) == ("undecided", ["office"])


def test_changed_it_is_refused(papers):
    at = papers[1].index(b"/ByteRange") // 2
    changed = papers[1][:at] + bytes([papers[1][at] ^ 1]) + papers[1][at + 1 :]
    assert examine(changed)[0].verdict in {"not genuine", "unusable"}
