"""The seal, judged by tools that are not ours: poppler's pdfsig, OpenSSL and pypdf."""

import io
import re
import shutil
import subprocess

import pypdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from diwan.engines.signing import api, sealing
from tests.helpers import receipts


def pdfsig(pdf: bytes, tmp_path, *options: str) -> str:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", *options, str(file)], capture_output=True, check=False).stdout.decode()


def test_pdfsig_finds_the_signature_valid_over_the_whole_document(sealed, tmp_path):
    said = pdfsig(sealed, tmp_path)
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "CN=MEN seal" in said


def test_pdfsig_trusts_the_certificate_once_it_knows_the_root(sealed, tmp_path):
    if not shutil.which("certutil"):
        pytest.skip("certutil (libnss3-tools) is not installed")
    base = f"sql:{tmp_path}"
    subprocess.run(["certutil", "-N", "-d", base, "--empty-password"], check=True)
    root = ["certutil", "-A", "-d", base, "-n", "root", "-t", "CT,CT,CT", "-a"]
    subprocess.run(root, input=api.root_certificate_pem(), check=True)
    assert "Certificate is Trusted" in pdfsig(sealed, tmp_path, "-nssdir", base)


def test_openssl_verifies_the_time_stamp_of_the_signature(sealed, tmp_path):
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    attributes = {a["type"].native: a["values"] for a in signature.signer_info["unsigned_attrs"]}
    (tmp_path / "token").write_bytes(attributes["signature_time_stamp_token"][0].dump())
    (tmp_path / "signature").write_bytes(signature.signer_info["signature"].native)
    (tmp_path / "root.pem").write_bytes(api.root_certificate_pem())
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "token", "-data", "signature", "-CAfile", "root.pem"]
    assert b"Verification: OK" in subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    (tmp_path / "signature").write_bytes(b"another")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_the_document_keeps_its_text_its_attachment_and_its_promises(plain, sealed):
    before, after = (pypdf.PdfReader(io.BytesIO(pdf)) for pdf in (plain, sealed))
    assert sealed.startswith(plain)
    assert dict(before.attachments) == dict(after.attachments)
    assert sorted(after.attachments) == ["content.json", "proof.json"]
    assert after.xmp_metadata.pdfaid_part == "3"


def test_the_room_for_the_signature_is_measured(sealed):
    (hexadecimal,) = re.findall(rb"/Contents\s*<([0-9A-Fa-f]+)>", sealed)
    free = len(hexadecimal) - len(hexadecimal.rstrip(b"0"))
    assert free < 2 * sealing.SLACK + 16


def test_a_document_may_be_sealed_again(sealed):
    twice = api.seal(sealed, administration_code="MEF", reason="Countersealed", at=receipts.AT)
    report = api.validate(twice)
    assert report.verdict == api.Verdict.PASSED
    assert [signature.signer for signature in report.signatures] == ["MEN seal", "MEF seal"]


def test_a_seal_states_the_legal_moment_and_the_authority_its_own(sealed):
    (signature,) = api.validate(sealed).signatures
    assert signature.stated_at == receipts.AT.replace(microsecond=0)
    assert signature.time > signature.stated_at
    assert (signature.level, signature.stated_reason) == ("B-T", "Receipt of deposit")


def test_what_is_not_a_pdf_is_not_sealed():
    with pytest.raises(Exception, match="PDF"):
        api.seal(b"not one", administration_code="MEN", reason="r", at=receipts.AT)


def test_an_outside_authority_is_asked_over_the_network(plain, settings, live_server):
    """Ours stands in for it: the same protocol, through a real socket."""
    settings.DIWAN_TSA_URL = f"{live_server.url}/tsa"
    report = api.validate(api.seal(plain, administration_code="MEN", reason="r", at=receipts.AT))
    assert (report.verdict, report.signatures[0].level) == (api.Verdict.PASSED, "B-T")


def test_without_its_authority_there_is_no_seal(plain, settings):
    settings.DIWAN_TSA_URL = "http://127.0.0.1:9/tsa"  # nobody listens on the discard port
    with pytest.raises(OSError, match="timestamp"):
        api.seal(plain, administration_code="MEN", reason="r", at=receipts.AT)
