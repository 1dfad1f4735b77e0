import io
import random
import re

import pypdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from diwan.engines.signing import api, keys
from diwan.engines.signing.api import Reason, Verdict
from tests.helpers import receipts


def test_our_own_seal_passes(sealed):
    report = api.validate(sealed)
    assert (report.verdict, report.reasons) == (Verdict.PASSED, ())
    (signature,) = report.signatures
    assert signature.covers_whole_file
    assert signature.modified == "none"


def test_a_changed_octet_of_the_document_is_found_wherever_it_is(sealed):
    """Outside the signature's container, whose unsigned parts the stand-alone verifier looks at (tests/verifier)."""
    hole = re.search(rb"/Contents\s*<([0-9A-Fa-f]+)>", sealed)
    places = random.Random(1).sample([n for n in range(len(sealed)) if not hole.start(1) <= n < hole.end(1)], 120)
    for place in [*places, 0, 20, hole.start() - 3, hole.end() + 3, len(sealed) - 3]:
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert api.validate(changed).verdict != Verdict.PASSED, place


def test_octets_after_the_end_are_found(sealed):
    for added in (b"\n", b"\n% harmless\n", b"\x00" * 100):
        assert api.validate(sealed + added).reasons == (Reason.CHANGED_AFTER,)


def test_an_appended_revision_that_changes_the_page_is_found(sealed):
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.pages[0].rotate(180)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(sealed)
    report = api.validate(out.getvalue())
    assert (report.verdict, report.reasons) == (Verdict.FAILED, (Reason.CHANGED_AFTER,))


def test_a_swapped_attachment_is_found(sealed):
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_attachment("proof.json", b'{"v":1}')
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(sealed)
    report = api.validate(out.getvalue())
    assert (report.verdict, report.reasons) == (Verdict.FAILED, (Reason.CHANGED_AFTER,))


def test_the_seal_of_another_instance_is_not_trusted_until_its_root_is(plain, own_keys, settings, tmp_path):
    theirs = api.seal(plain, administration_code="MEN", reason="r", at=receipts.AT)
    their_root = api.root_certificate_pem()
    settings.DIWAN_HOME = tmp_path / "ours"
    report = api.validate(theirs)
    assert report.verdict == Verdict.INDETERMINATE
    assert report.reasons == (Reason.UNTRUSTED, Reason.TIME_STAMP)
    (keys.folder() / "trusted").mkdir()
    (keys.folder() / "trusted" / "theirs.pem").write_bytes(their_root)
    assert api.validate(theirs).verdict == Verdict.PASSED
    assert their_root != keys.root().certificate.public_bytes(Encoding.PEM)


def encrypted(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_each_hostile_or_useless_file_has_its_verdict(plain, sealed):
    assert api.validate(plain).reasons == (Reason.UNSIGNED,)
    assert api.validate(encrypted(plain)).reasons == (Reason.ENCRYPTED,)
    for garbage in (b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"<<" * 5000, b"\x00" * 10_000):
        report = api.validate(garbage)
        assert (report.verdict, report.reasons) == (Verdict.FAILED, (Reason.UNREADABLE,))


@pytest.mark.parametrize("seed", range(3))
def test_a_file_cut_or_shuffled_anywhere_never_raises_and_never_passes(sealed, seed):
    dice = random.Random(seed)
    for _ in range(25):
        cut = dice.randrange(len(sealed))
        assert api.validate(sealed[:cut]).verdict != Verdict.PASSED
        start, length = dice.randrange(len(sealed)), dice.randrange(1, 400)
        noisy = sealed[:start] + dice.randbytes(length) + sealed[start + length :]
        assert api.validate(noisy).verdict != Verdict.PASSED
