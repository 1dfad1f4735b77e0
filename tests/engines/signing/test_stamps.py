"""What is seen of a signature, and where."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from diwan.engines.signing import api, stamps
from diwan.engines.signing.levels import Level
from diwan.engines.signing.refusing import NotSignable
from diwan.engines.signing.stamps import Manner, Place, Words
from tests.helpers import pades, receipts


def last_page(pdf: bytes, scale: float = 4):
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        return document[len(document) - 1].render(scale=scale, may_draw_forms=True).to_pil()


def codes(pdf: bytes) -> set[str]:
    return {one.text for one in zxingcpp.read_barcodes(last_page(pdf))}


def boxes(pdf: bytes) -> list[list[float]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [[float(edge) for edge in field.Rect] for field in document.Root.AcroForm.Fields]


@pytest.mark.parametrize("language", ["ar", "fr", "both"])
@pytest.mark.parametrize("manner", list(Manner))
def test_a_stamp_is_seen_its_code_is_read_and_the_signature_holds(plain, stamp, tmp_path, language, manner):
    seen = replace(stamp, language=language, manner=manner)
    pdf = pades.sign(plain, Level.B_T, stamp=seen).pdf
    assert seen.address in codes(pdf)
    assert pades.pyhanko(pdf) == [True]
    assert pades.pdfsig(pdf, tmp_path) == [True]


@pytest.mark.parametrize("language", ["ar", "fr", "both"])
def test_who_bears_no_title_has_a_stamp_all_the_same(plain, stamp, language):
    seen = replace(stamp, language=language, post=Words(""), manner=Manner.OWN)
    assert seen.address in codes(pades.sign(plain, stamp=seen).pdf)


def test_what_the_stamp_says_is_in_the_look_and_in_words(plain, stamp):
    pdf = pades.sign(plain, stamp=replace(stamp, manner=Manner.DELEGATION)).pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert "بتفويض من" in str(field.TU)
        assert stamp.name.ar in str(field.TU)
        look = field.AP.N
        fonts = look.Resources.Font
        assert all("/FontFile2" in f.DescendantFonts[0].FontDescriptor for f in fonts.values())
        assert field.F == 132


def test_delegation_is_drawn_too(plain, stamp):
    """Not the same picture: the mention cannot be forgotten."""
    own, lent = (stamps.drawn(replace(stamp, manner=manner)).objects[-1] for manner in (Manner.OWN, Manner.DELEGATION))
    assert own != lent


def test_several_stamps_never_cover_each_other(plain, stamp):
    pdf = plain
    for n in range(4):
        pdf = pades.sign(pdf, stamp=replace(stamp, address=f"https://diwan.example.ma/verify/{n}/")).pdf
    found = boxes(pdf)
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert {f"https://diwan.example.ma/verify/{n}/" for n in range(4)} <= codes(pdf)
    assert pades.pyhanko(pdf) == [True] * 4


def test_one_signs_left_in_arabic_and_right_in_french(plain, stamp):
    (arabic,) = boxes(pades.sign(plain, stamp=stamp).pdf)
    (french,) = boxes(pades.sign(plain, stamp=replace(stamp, language="fr")).pdf)
    assert arabic[0] < french[0]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_on_a_turned_page_the_stamp_stands_upright(plain, stamp, turned):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as document:
        document.pages[-1].rotate(turned, relative=False)
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    place = Place(-1, 40, 60, 200, 66)
    pdf = pades.sign(out.getvalue(), stamp=stamp, place=place).pdf
    picture = last_page(pdf, 2)
    tall = picture.size[1] / 2
    cut = picture.crop((80, int((tall - 126) * 2), 480, int((tall - 60) * 2)))
    (code,) = zxingcpp.read_barcodes(cut)
    assert code.text == stamp.address
    assert abs(code.orientation) < 3


def tagged(turned: int) -> bytes:
    """A page of two with the tag in its text."""
    pdf = pikepdf.new()
    for words in ("#signature1#", "the end"):
        pdf.add_blank_page(page_size=(500, 700))
        page = pdf.pages[-1]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = pdf.make_stream(b"BT /F 12 Tf 220 310 Td (%b) Tj ET" % words.encode())
        page.rotate(turned, relative=False)
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_tag_in_the_text_is_where_it_goes(stamp, language):
    pdf = pades.sign(tagged(0), stamp=replace(stamp, language=language), place="#signature1#").pdf
    (box,) = boxes(pdf)
    assert abs(box[3] - 320) < 6  # its top is that of the tag
    assert abs(box[0] - 220) < 3 if language == "fr" else 220 < box[2] < 320
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages[0].obj.Annots) == 1


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_tag_on_a_turned_page_too(stamp, turned):
    (box,) = boxes(pades.sign(tagged(turned), stamp=replace(stamp, language="fr"), place="#signature1#").pdf)
    assert box[0] - 5 <= 222 <= box[2] + 5
    assert box[1] - 5 <= 314 <= box[3] + 5


def test_a_tag_or_a_page_that_is_not_there_is_refused(plain, stamp):
    for place in ("#signature7#", Place(40, 0, 0, 100, 50)):
        with pytest.raises(NotSignable) as refused:
            pades.sign(plain, stamp=stamp, place=place)
        assert refused.value.reason == "nowhere"


def test_the_registry_stamp_is_the_look_of_the_seal_and_what_was_signed_stays(plain, stamp, days):
    signed = pades.sign(plain, stamp=stamp).pdf
    registry = stamps.RegistryStamp(
        Words("وزارة التربية الوطنية"), "MEN/DRH/2026/004512", days, address="https://diwan.example.ma/verify/N/"
    )
    pdf = api.seal(signed, administration_code="MEN", reason="Number", at=receipts.AT, stamp=registry)
    assert [one.field for one in api.validate(pdf).signatures] == ["Signature1", "Seal1"]
    assert pades.pyhanko(pdf) == [True, True]
    assert {stamp.address, registry.address} <= codes(pdf)


def test_a_file_from_elsewhere_is_stamped_too(plain, stamp):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    pdf = pades.sign(pades.sign(out.getvalue(), stamp=stamp).pdf, stamp=stamp).pdf
    assert pades.pyhanko(pdf) == [True, True]
    assert stamp.address in codes(pdf)
