"""Signatures at every level, several on one document, judged by poppler and by stock pyHanko."""

from __future__ import annotations

import io
import itertools
import re

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diwan.engines.signing import api, levels, material, stampers
from diwan.engines.signing.levels import Level
from diwan.engines.signing.refusing import NotSignable
from tests.helpers import pades, receipts

GOOD = "AdESPassed.OK"


@pytest.fixture
def revocations():
    """Somebody who says that nothing is revoked."""
    material.provide(pades.revocation_list)
    yield
    material.provide(None)


@pytest.fixture
def curve(settings):
    """A key on P-256."""
    settings.DIWAN_SEAL_KEY = "p256"
    return "CURVE"


def text(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("level", list(Level))
def test_every_level_is_accepted_by_poppler_and_by_pyhanko(plain, revocations, tmp_path, level):
    signed = pades.sign(plain, level)
    assert signed.level == level
    assert signed.pdf.startswith(plain)
    assert pades.pdfsig(signed.pdf, tmp_path) == [True]
    assert pades.pyhanko(signed.pdf) == [True]
    assert text(signed.pdf) == text(plain)
    with pikepdf.open(io.BytesIO(signed.pdf)) as pdf:
        assert not pdf.check_pdf_syntax()
        assert pdf.open_metadata().pdfa_status == "3A"


@pytest.mark.parametrize("level", [Level.B_B, Level.B_LTA])
def test_a_key_on_a_curve_too(plain, revocations, curve, tmp_path, level):
    for _ in range(6):  # an ECDSA signature has no fixed length
        signed = pades.sign(plain, level, code=curve).pdf
        assert pades.pyhanko(signed) == [True]
    assert pades.pdfsig(signed, tmp_path) == [True]


def test_a_document_signed_for_long_is_believed_when_its_certificates_have_expired(plain, revocations):
    signed = pades.sign(pades.sign(plain, Level.B_LTA).pdf, Level.B_LTA).pdf
    assert pades.for_long(signed) == [GOOD, GOOD]
    assert pades.for_long(signed, years=8) == [GOOD, GOOD]  # the seals' certificates live 5 years
    assert pades.for_long(pades.sign(plain, Level.B_T).pdf, years=8) != [GOOD]


@pytest.mark.parametrize("order", list(itertools.permutations(["B-B", "B-LT", "B-LTA"])))
def test_signatures_of_any_level_in_any_order_stay_valid(plain, revocations, tmp_path, order):
    pdf = plain
    for level in order:
        pdf = pades.sign(pdf, Level(level)).pdf
    assert pades.pyhanko(pdf) == [True] * 3
    assert pades.pdfsig(pdf, tmp_path) == [True] * 3
    assert [one.field for one in api.validate(pdf).signatures] == ["Signature1", "Signature2", "Signature3"]


def test_without_word_on_revocation_the_level_stays_and_says_so(plain):
    material.provide(lambda _certificate, _issuer: [])
    try:
        assert pades.sign(plain, Level.B_LTA).level == Level.B_T
    finally:
        material.provide(None)


def test_what_is_known_already_is_not_written_twice(plain, revocations):
    once = pades.sign(plain, Level.B_LT).pdf
    twice = pades.sign(once, Level.B_LT).pdf
    with pikepdf.open(io.BytesIO(twice)) as pdf:
        store = pdf.Root.DSS
        assert len(store.Certs) == len({bytes(one.read_bytes()) for one in store.Certs})
        assert len(store.VRI) == 2


@pytest.mark.parametrize("level", list(Level))
def test_the_room_is_that_of_the_signature(plain, revocations, level):
    pdf = pades.sign(plain, level).pdf
    for digits in re.findall(rb"/Contents\s*<([0-9A-Fa-f]+)>", pdf):
        assert len(digits) - len(digits.rstrip(b"0")) <= 2 * stampers.SLACK + 24


@pytest.mark.parametrize("allowed", [2, 3])
def test_a_certified_document_is_signed_again_unseen(plain, revocations, allowed, stamp):
    certified = pades.sign(plain, Level.B_T, certify=allowed).pdf
    key = pades.Held()
    prepared = levels.prepare(certified, key.certificate, key.chain, levels.Mark(at=receipts.AT, stamp=stamp))
    assert not prepared.stamped
    twice = levels.complete(prepared, *key.sign([prepared.to_be_signed]))
    assert pades.pyhanko(twice) == [True, True]


def test_a_document_that_is_closed_takes_no_signature_but_lasts(plain, revocations):
    closed = pades.sign(plain, Level.B_LTA, certify=1).pdf
    assert pades.pyhanko(closed) == [True]
    with pytest.raises(NotSignable) as refused:
        pades.sign(closed)
    assert refused.value.reason == "closed"
    assert pades.pyhanko(api.renew(closed)) == [True]


def test_only_a_first_signature_certifies(sealed):
    with pytest.raises(NotSignable) as refused:
        pades.sign(sealed, certify=2)
    assert refused.value.reason == "certified"


def test_another_signature_than_the_one_prepared_is_not_believed(plain):
    key = pades.Held()
    prepared = levels.prepare(plain, key.certificate, key.chain, levels.Mark(at=receipts.AT))
    (other,) = key.sign([b"something else"])
    assert pades.pyhanko(levels.complete(prepared, other)) == [False]


def test_a_changed_octet_is_found(plain, tmp_path):
    signed = pades.sign(plain, Level.B_T).pdf
    for place in (1000, len(plain) - 3, len(plain) + 60):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        assert api.validate(changed).verdict == api.Verdict.FAILED


def small_pdf(pages: int, words: list[str], *, nested: bool, inherited: bool, annotated: bool) -> bytes:
    """A plain file of another shape than ours."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(300, 400))
    for page, word in zip(pdf.pages, itertools.cycle(words), strict=False):
        page.obj.Note = pikepdf.String(word)
        if annotated:
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 9, 9])
            page.obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
    if inherited:
        for page in pdf.pages:
            pdf.Root.Pages.MediaBox = page.obj.MediaBox
            del page.obj.MediaBox
    if nested and pages > 1:
        kids = list(pdf.Root.Pages.Kids)
        branch = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=kids[1:], Count=len(kids) - 1, Parent=pdf.Root.Pages)
        )
        for kid in kids[1:]:
            kid.Parent = branch
        pdf.Root.Pages.Kids = pikepdf.Array([kids[0], branch])
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, linearize=False)
    return out.getvalue()


@settings(max_examples=25, deadline=None)
@given(
    pages=st.integers(1, 5),
    words=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3),
    nested=st.booleans(),
    inherited=st.booleans(),
    annotated=st.booleans(),
    times=st.integers(1, 3),
)
def test_any_plain_document_is_signed_and_nothing_of_it_changes(pages, words, nested, inherited, annotated, times):
    pdf = small_pdf(pages, words, nested=nested, inherited=inherited, annotated=annotated)
    signed = pdf
    for _ in range(times):
        signed = pades.sign(signed, Level.B_B).pdf
    assert signed.startswith(pdf)
    assert pades.pyhanko(signed) == [True] * times
    with pikepdf.open(io.BytesIO(signed)) as after:
        assert len(after.pages) == pages
        assert [str(page.obj.Note) for page in after.pages] == list(itertools.islice(itertools.cycle(words), pages))
        assert not annotated or all(page.obj.Annots[0].Subtype == "/Text" for page in after.pages)
