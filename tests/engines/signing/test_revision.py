"""The revision written by hand, for what we typeset, and who takes over for other files."""

from __future__ import annotations

import io

import pypdf
import pytest

from diwan.engines.signing import api, revision
from tests.helpers import receipts

HOW = {"field": "Seal1", "reason": "سبب", "at": receipts.AT, "room": 64}


def test_what_we_typeset_is_plain_and_what_is_signed_is_not(plain, sealed):
    assert revision.plan(plain, **HOW) is not None
    assert revision.plan(sealed, **HOW) is None


def test_the_reason_is_read_in_any_script_and_the_field_by_its_name(plain):
    pdf = api.seal(plain, administration_code="MEN", reason="وصل (رقم) 1\\", at=receipts.AT)
    (signature,) = api.validate(pdf).signatures
    assert (signature.stated_reason, signature.field) == ("وصل (رقم) 1\\", "Seal1")


def test_a_file_from_elsewhere_is_sealed_too(plain):
    """Rewritten by another program: other spaces, other order, no table we know."""
    out = io.BytesIO()
    pypdf.PdfWriter(clone_from=io.BytesIO(plain)).write(out)
    pdf = api.seal(out.getvalue(), administration_code="MEN", reason="r", at=receipts.AT)
    assert api.validate(pdf).verdict == api.Verdict.PASSED


@pytest.mark.parametrize("key", [b"/Prev 12", b"/Encrypt 3 0 R", b"/XRefStm 9"])
def test_a_file_that_is_more_than_one_plain_revision_is_left_to_others(plain, key):
    cut = plain.rindex(b"/Root")
    assert revision.plan(plain[:cut] + key + plain[cut:], **HOW) is None


@pytest.mark.parametrize("old", [b"/Type/Catalog", b"/Type/Page/", b"/Kids[", b"xref\n0 ", b"/ID[", b"startxref"])
def test_what_is_not_understood_is_left_to_others(plain, old):
    assert old in plain
    assert revision.plan(plain.replace(old, b"#" * len(old)), **HOW) is None


def test_no_damage_makes_it_fail(plain):
    for end in range(len(plain) - 3000, len(plain), 7):
        revision.plan(plain[:end], **HOW)
    for place in range(len(plain) - 3500, len(plain), 5):
        revision.plan(plain[:place] + b"9" + plain[place + 1 :], **HOW)
