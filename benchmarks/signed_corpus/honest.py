"""Files that nobody tampered with, as they come: each must be found good."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.stamp import TextStampStyle

from . import sheets
from .people import NOW
from .signing import Later, sign, with_empty_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .people import World

Made = tuple[str, "Callable[[], bytes | None]"]
STAMP = (330, 60, 540, 130)
MODE = pikepdf.ObjectStreamMode


def cases(world: World) -> Iterator[Made]:
    """(name, what makes it); None where a program is missing."""
    alice, bob, carol = world.alice, world.bob, world.carol
    plain = sheets.contract()
    writers: dict[str, Callable[[], bytes | None]] = {
        "pikepdf": sheets.contract,
        "typst-ar": sheets.typst_letter,
        "typst-fr": partial(sheets.typst_letter, "fr"),
        "typst-archive": sheets.typst_archive,
        "weasyprint": sheets.weasyprint_page,
        "fpdf2": sheets.fpdf_page,
        "pypdf": sheets.pypdf_page,
        "pillow": sheets.image_page,
        "chromium": sheets.chromium_page,
        "libreoffice": sheets.libreoffice_page,
        "ghostscript": sheets.ghostscript_page,
        "mutool": sheets.mutool_page,
        "object-streams": partial(sheets.contract, object_stream_mode=MODE.generate),
        "linearised": partial(sheets.contract, linearize=True),
        "linearised-objects": partial(sheets.contract, linearize=True, object_stream_mode=MODE.generate),
        "pdf-2.0": partial(sheets.contract, version="2.0"),
        "pdf-1.4": partial(sheets.contract, version="1.4"),
        "attachment": partial(sheets.contract, attachment=b"annex"),
        "layer": partial(sheets.contract, layer=True),
        "ten-pages": partial(sheets.contract, pages=10),
        "form": partial(sheets.contract, form=True, filled="100"),
    }
    for name, write in writers.items():
        yield f"signed-{name}", lambda write=write: (pdf := write()) and sign(pdf, alice)
    for name in (
        "typst-ar",
        "typst-archive",
        "object-streams",
        "linearised",
        "pdf-2.0",
        "chromium",
        "weasyprint",
        "libreoffice",
    ):
        yield (
            f"two-signatures-{name}",
            lambda write=writers[name]: (pdf := write()) and sign(sign(pdf, alice), bob, visible=STAMP),
        )
    yield "adobe-subfilter", lambda: sign(plain, alice, adobe=True)
    yield "sha512", lambda: sign(plain, alice, digest="sha512")
    yield "sha384", lambda: sign(plain, carol, digest="sha384")
    yield "rsa", lambda: sign(plain, world.rita)
    yield "visible", lambda: sign(plain, alice, visible=STAMP)
    yield (
        "three-signatures",
        lambda: sign(sign(sign(plain, alice), bob, visible=STAMP), carol, visible=(60, 60, 270, 130)),
    )
    yield "five-signatures", lambda: many(plain, world, 5)
    yield "arabic-signer", lambda: sign(plain, carol, visible=STAMP)
    yield "b-t", lambda: sign(plain, alice, stamper=world.stamper())
    yield "b-t-visible", lambda: sign(plain, alice, stamper=world.stamper(), visible=STAMP)
    lt = {"embed_validation_info": True, "validation_context": world.knowledge()}
    yield "b-lt", lambda: sign(plain, alice, stamper=world.stamper(), **lt)
    yield (
        "b-lt-twice",
        lambda: sign(sign(plain, alice, stamper=world.stamper(), **lt), bob, stamper=world.stamper(), **lt),
    )
    lta = {**lt, "use_pades_lta": True}
    yield "b-lta", lambda: sign(plain, alice, stamper=world.stamper(), **lta)
    yield "b-lta-object-streams", lambda: sign(writers["object-streams"](), alice, stamper=world.stamper(), **lta)  # type: ignore[arg-type]
    yield "b-lta-typst", lambda: sign(sheets.typst_letter(), alice, stamper=world.stamper(), visible=STAMP, **lta)
    yield "b-lta-renewed", lambda: renewed(sign(plain, alice, stamper=world.stamper(), **lta), world, 1)
    yield "b-lta-renewed-twice", lambda: renewed(sign(plain, alice, stamper=world.stamper(), **lta), world, 2)
    old = datetime(2020, 5, 1, tzinfo=UTC)
    yield "expired-since-but-stamped", lambda: sign(plain, world.expired, stamper=world.stamper(old))
    yield "expired-since-visible", lambda: sign(plain, world.expired, stamper=world.stamper(old), visible=STAMP)
    known = world.knowledge(old)
    yield (
        "expired-since-lta",
        lambda: sign(
            plain,
            world.expired,
            stamper=world.stamper(old),
            embed_validation_info=True,
            validation_context=known,
            use_pades_lta=True,
        ),
    )
    stamped_early = datetime(2023, 1, 1, tzinfo=UTC)
    yield "revoked-after-its-stamp", lambda: sign(plain, world.revoked, stamper=world.stamper(stamped_early))
    yield "document-time-stamp-only-after", lambda: renewed(sign(plain, alice), world, 1)
    for permission in (1, 2, 3):
        yield f"certified-{permission}", lambda p=permission: sign(plain, alice, certify=p)
    yield "certified-visible", lambda: sign(plain, alice, certify=2, visible=STAMP)
    for permission in (2, 3):
        yield (
            f"certified-{permission}-then-signed",
            lambda p=permission: sign(
                sign(with_empty_field(plain, "Director", STAMP), alice, certify=p), bob, field="Director"
            ),
        )
    yield "certified-1-then-lta", lambda: renewed(sign(plain, alice, certify=1), world, 1)
    yield "form-filled-2", lambda: fill(sign(sheets.contract(form=True), alice, certify=2), "250 dirhams")
    yield "form-filled-3", lambda: fill(sign(sheets.contract(form=True), alice, certify=3), "250 dirhams")
    yield "form-refilled-2", lambda: fill(fill(sign(sheets.contract(form=True), alice, certify=2), "25"), "250")
    yield "form-filled-then-signed", lambda: sign(fill(sign(sheets.contract(form=True), alice, certify=2), "250"), bob)
    yield "form-filled-after-approval", lambda: sign(fill(sign(sheets.contract(form=True), alice), "250"), bob)
    yield (
        "form-filled-objects",
        lambda: fill(sign(sheets.contract(form=True, object_stream_mode=MODE.generate), alice, certify=2), "250"),
    )
    yield "field-added-empty", lambda: with_empty_field(sign(plain, alice), "Later")
    yield "stamp-over-words", lambda: sign(sign(plain, alice), bob, visible=(60, 700, 300, 780), style=thin())
    yield "stamp-beside-words", lambda: sign(sign(plain, alice), bob, visible=(420, 690, 600, 780))
    yield "three-stamps-certified", lambda: three_places(world)
    yield "empty-field-then-signed", lambda: sign(sign(with_empty_field(plain, "A", STAMP), alice), bob, field="A")
    certified_3 = partial(sign, plain, alice, certify=3)
    yield "note-under-3", lambda: annotate(certified_3(), "/Text", (500, 700, 520, 720))
    yield "highlight-under-3", lambda: annotate(certified_3(), "/Highlight", (72, 728, 200, 748))
    yield "underline-under-3", lambda: annotate(certified_3(), "/Underline", (72, 728, 200, 748))
    yield "strike-under-3", lambda: annotate(certified_3(), "/StrikeOut", (72, 728, 200, 748))
    yield (
        "two-notes-under-3",
        lambda: annotate(annotate(certified_3(), "/Text", (500, 700, 520, 720)), "/Text", (500, 600, 520, 620)),
    )


def thin() -> TextStampStyle:
    """A stamp one sees through."""
    return TextStampStyle(stamp_text="%(signer)s", background=None, border_width=1)


def three_places(world: World) -> bytes:
    """A circuit: the places are there when the first signs, each fills his own."""
    pdf = sheets.contract()
    for n, name in enumerate(("Head", "Director", "Minister")):
        pdf = with_empty_field(pdf, name, (60 + 170 * n, 60, 210 + 170 * n, 120))
    pdf = sign(pdf, world.alice, field="Head", certify=2)
    return sign(sign(pdf, world.bob, field="Director"), world.carol, field="Minister")


def many(pdf: bytes, world: World, count: int) -> bytes:
    for n in range(count):
        pdf = sign(pdf, (world.alice, world.bob, world.carol)[n % 3])
    return pdf


def renewed(pdf: bytes, world: World, times: int) -> bytes:
    """Document time-stamps on top, as years pass."""
    for n in range(times):
        stamper = world.stamper(NOW - timedelta(days=20 - n))
        out = PdfTimeStamper(stamper).timestamp_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), "sha256", world.knowledge()
        )
        pdf = out.getvalue()
    return pdf


def fill(pdf: bytes, value: str, *, shown: str | None = None) -> bytes:
    """The field `amount` filled as a reader does: its value and how it looks."""
    with Later(pdf) as writer:
        field = writer.root["/AcroForm"]["/Fields"][0]
        field[pdf_name("/V")] = pdf_string(value)
        font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get("/F1")
        look = generic.StreamObject(
            dict_data={
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 24))),
                pdf_name("/Resources"): generic.DictionaryObject(
                    {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F1"): font})}
                ),
            },
            stream_data=f"/Tx BMC q BT /F1 12 Tf 0 g 2 7 Td ({shown or value}) Tj ET Q EMC".encode(),
        )
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)})
        writer.update_container(field)
    return writer.later.pdf


def annotate(
    pdf: bytes, kind: str, box: tuple[int, int, int, int], *, look: bytes = b"", more: dict[str, Any] | None = None
) -> bytes:
    """An annotation on the first page."""
    left, bottom, right, top = box
    with Later(pdf) as writer:
        page = writer.root["/Pages"]["/Kids"][0]
        thing = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(kind),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, box)),
                pdf_name("/Contents"): pdf_string("Seen"),
                pdf_name("/C"): generic.ArrayObject(map(generic.FloatObject, (1, 1, 0))),
                pdf_name("/F"): generic.NumberObject(4),
            }
        )
        if kind in ("/Highlight", "/Underline", "/StrikeOut"):
            thing[pdf_name("/QuadPoints")] = generic.ArrayObject(
                map(generic.NumberObject, (left, top, right, top, left, bottom, right, bottom))
            )
        for key, value in (more or {}).items():
            thing[pdf_name(key)] = value
        if look:
            font = page["/Resources"]["/Font"].raw_get("/F1")
            stream = generic.StreamObject(
                dict_data={
                    pdf_name("/Type"): pdf_name("/XObject"),
                    pdf_name("/Subtype"): pdf_name("/Form"),
                    pdf_name("/BBox"): generic.ArrayObject(
                        map(generic.NumberObject, (0, 0, right - left, top - bottom))
                    ),
                    pdf_name("/Resources"): generic.DictionaryObject(
                        {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F1"): font})}
                    ),
                },
                stream_data=look,
            )
            thing[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(stream)})
        annotations = page["/Annots"]
        annotations.append(writer.add_object(thing))
        writer.update_container(annotations)
    return writer.later.pdf
