"""The revision written by hand, for what we typeset, and who takes over for other files."""

from __future__ import annotations

import io

import pikepdf
import pypdf
import pytest
from django.utils import translation

from diwan.engines.signing import api, plain, revision
from diwan.engines.signing.refusing import NotSignable
from diwan.engines.signing.syntax import NotUnderstood
from tests.helpers import receipts

FIELD = revision.Field("Signature", revision.signature_value(at=receipts.AT, reason="سبب"))


def planned(pdf: bytes) -> revision.Revision | None:
    try:
        return revision.sign(plain.Plain(pdf), FIELD, 64)
    except (NotUnderstood, plain.Encrypted):
        return None


def test_what_we_typeset_is_plain_and_stays_so_once_signed(plain, sealed):
    assert planned(plain) is not None
    assert planned(sealed) is not None


def test_the_reason_is_read_in_any_script_and_the_field_by_its_name(plain):
    pdf = api.seal(plain, administration_code="MEN", reason="وصل (رقم) 1\\", at=receipts.AT)
    (signature,) = api.validate(pdf).signatures
    assert (signature.stated_reason, signature.field) == ("وصل (رقم) 1\\", "Seal1")


def rewritten(pdf: bytes, **how) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, **how)
    return out.getvalue()


STREAMS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}


@pytest.mark.parametrize("how", [STREAMS, {"linearize": True}, {"qdf": True}])
def test_a_file_from_elsewhere_is_signed_too_and_again(plain, how):
    pdf = rewritten(plain, **how)
    for _ in range(2):
        pdf = api.seal(pdf, administration_code="MEN", reason="r", at=receipts.AT)
    report = api.validate(pdf)
    assert report.verdict == api.Verdict.PASSED
    assert [one.field for one in report.signatures] == ["Seal1", "Seal2"]


def test_a_file_written_by_another_library_is_sealed_too(plain):
    out = io.BytesIO()
    pypdf.PdfWriter(clone_from=io.BytesIO(plain)).write(out)
    pdf = api.seal(out.getvalue(), administration_code="MEN", reason="r", at=receipts.AT)
    assert api.validate(pdf).verdict == api.Verdict.PASSED


def test_what_is_protected_by_a_password_is_refused_in_words(plain):
    locked = rewritten(plain, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(NotSignable) as refused:
        api.seal(locked, administration_code="MEN", reason="r", at=receipts.AT)
    assert refused.value.reason == "encrypted"
    with translation.override("en"):
        assert "password" in refused.value.words


def test_a_file_with_two_tables_is_refused_in_words(plain):
    """A hybrid file (ISO 32000-1, 7.5.8.4): what is read depends on the reader, so nobody knows what is signed."""
    streams = rewritten(plain, **STREAMS)
    table = int(streams[streams.rindex(b"startxref") :].split()[1])
    mixed = streams + b"xref\n0 0\ntrailer\n<</Size %d/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        9999,
        table,
        len(streams),
    )
    with pytest.raises(NotSignable) as refused:
        api.seal(mixed, administration_code="MEN", reason="r", at=receipts.AT)
    assert refused.value.reason in {"hybrid", "unreadable"}


@pytest.mark.parametrize("key", [b"/Prev 12", b"/Encrypt 3 0 R", b"/XRefStm 9"])
def test_a_file_that_is_more_than_it_seems_is_left_to_others(plain, key):
    cut = plain.rindex(b"/Root")
    assert planned(plain[:cut] + key + plain[cut:]) is None


@pytest.mark.parametrize("old", [b"/Type/Catalog", b"/Kids[", b"xref\n0 ", b"startxref", b"%PDF-"])
def test_what_is_not_understood_is_left_to_others(plain, old):
    assert old in plain
    assert planned(plain.replace(old, b"#" * len(old))) is None


def test_no_damage_makes_it_fail(plain):
    for end in range(len(plain) - 3000, len(plain), 7):
        planned(plain[:end])
    for place in range(len(plain) - 3500, len(plain), 5):
        planned(plain[:place] + b"9" + plain[place + 1 :])
