"""Files somebody tampered with, by the attacks of the literature: each must be found.

Shadow attacks: Mainka, Mladenov, Rohlmann, NDSS 2021. Certified documents (EAA, SSA): Rohlmann, Mladenov, Mainka,
Schwenk, S&P 2021. Signature wrapping, incremental saving and universal forgery: Mladenov et al., CCS 2019.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from . import forged, sheets
from .honest import STAMP, annotate, fill
from .raw import appended, body_of, contents, number_of, ranged, swap
from .raw import wrapped as wrap
from .rewritten import content, edit_page, forms, raw_stream
from .signing import Later, sign, with_empty_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .people import World

Made = tuple[str, str, "Callable[[], bytes]"]
CHANGED, NOT_TRUSTED = "TOTAL-FAILED", "INDETERMINATE"
EVIL = sheets.text("Contract no. 17", sheets.OTHER_LINE, "Done in Rabat.")
COVER = sheets.WHITE + b"BT /F1 14 Tf 0 g 1 0 0 1 72 734 Tm (" + sheets.OTHER_LINE.encode() + b") Tj ET\n"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (more, len(data), data)


def cases(world: World) -> Iterator[tuple[str, str, Callable[[], bytes], str]]:
    """(class, name, what makes it, the verdict it deserves)."""
    for family in (shadow, certified, incremental, wrapping, universal, altered, content, forms):
        for name, make in family(world):
            yield family.__name__, name, make, CHANGED
    for name, make, verdict in forged.cases(world):
        yield "forged", name, make, verdict


def shadow(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    who = world.alice
    hidden = sheets.contract(
        lines=("Contract no. 17", sheets.OTHER_LINE),
        overlay=COVER.replace(b"900 000", b"100"),
        compress_streams=False,
    )
    covered = sign(hidden, who)
    overlay = number_of(covered, b"1 1 1 rg")
    yield "hide-freed-overlay", lambda: appended(covered, {}, freed=(overlay,))
    empty = stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]")
    yield "hide-emptied-overlay", lambda: appended(covered, {overlay: empty})
    yield "hide-overlay-no-longer-a-form", lambda: appended(covered, {overlay: b"null"})
    yield "hide-overlay-moved", lambda: appended(covered, {}, moved={overlay: covered.index(b"1 0 obj")})
    yield (
        "hide-dropped-from-contents",
        lambda: edit_page(
            covered, lambda page, writer: page.__setitem__(pdf_name("/Contents"), writer.add_object(raw_stream(EVIL)))
        ),
    )
    yield "hide-certified-1", lambda: appended(sign(hidden, who, certify=1), {overlay: empty})
    yield "hide-certified-3", lambda: appended(sign(hidden, who, certify=3), {overlay: empty})
    plain = sign(sheets.contract(compress_streams=False), who)
    font = number_of(plain, b"/Helvetica")
    digits = b"/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[49/nine]>>"
    yield "replace-font", lambda: appended(plain, {font: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%b>>" % digits})
    yield (
        "replace-font-name",
        lambda: appended(plain, {font: body_of(plain, font).replace(b"Helvetica", b"ZapfDingbats")}),
    )
    mapping = number_of(plain, b"begincodespacerange")
    yield "replace-tounicode", lambda: appended(plain, {mapping: stream(sheets.cmap(swapped=True))})
    filled = sign(sheets.contract(form=True, filled="100"), who)
    yield "replace-form-value", lambda: fill(filled, "900 000")
    yield "replace-form-overlay", lambda: fill(filled, "100", shown="900 000")
    two = sign(sheets.contract(second_tree=True), who)
    page_tree = number_of(two, b"/PieceInfo")
    other = body_of(two, page_tree)
    shadow_tree = int(re.findall(rb"/Private (\d+) 0 R", other)[0])
    yield "hide-and-replace-catalog", lambda: swapped_tree(two)
    planted = b"9 0 obj\n%b\nendobj\n" % stream(EVIL)
    inside = sign(sheets.contract(hidden_object=planted, compress_streams=False), who)
    page_content = number_of(inside, b"(Contract no. 17) Tj")
    yield (
        "hide-and-replace-object",
        lambda: appended(inside, {}, moved={page_content: inside.index(b"9 0 obj\n<</Length")}),
    )
    yield (
        "hide-and-replace-root",
        lambda: appended(
            two, {800: re.sub(rb"/Pages \d+ 0 R", b"/Pages %d 0 R" % shadow_tree, other)}, root=b"800 0 R"
        ),
    )
    yield "hide-and-replace-with-seal", lambda: sign(swapped_tree(two), world.bob)


def swapped_tree(pdf: bytes) -> bytes:
    with Later(pdf) as writer:
        writer.root[pdf_name("/Pages")] = writer.root["/PieceInfo"]["/Prepared"].raw_get("/Private")
        writer.update_root()
    return writer.later.pdf


def certified(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """What a certification allows, used to show something else."""
    plain, box = sheets.contract(), (60, 690, 540, 780)
    evil = b"1 1 1 rg 0 0 480 90 re f BT /F1 14 Tf 0 g 12 44 Td (" + sheets.OTHER_LINE.encode() + b") Tj ET"
    ours = {p: sign(plain, world.alice, certify=p) for p in (1, 2, 3)}
    for kind in ("/FreeText", "/Stamp", "/Redact", "/Square", "/Highlight", "/Text", "/Ink", "/Watermark"):
        yield f"eaa{kind.replace('/', '-').lower()}-3", lambda kind=kind: annotate(ours[3], kind, box, look=evil)
    yield "eaa-freetext-2", lambda: annotate(ours[2], "/FreeText", box, look=evil)
    yield "eaa-stamp-1", lambda: annotate(ours[1], "/Stamp", box, look=evil)
    yield (
        "eaa-square-without-appearance-3",
        lambda: annotate(
            ours[3],
            "/Square",
            box,
            more={"/IC": generic.ArrayObject(map(generic.FloatObject, (1, 1, 1)))},
        ),
    )
    noted = annotate(ours[3], "/Text", (500, 700, 520, 720))
    yield "eaa-note-then-stamp-3", lambda: annotate(noted, "/Stamp", box, look=evil)
    style = evil_style()
    for permission in (1, 2, 3):
        yield f"ssa-certified-{permission}", lambda p=permission: widget(ours[p], box, evil)
    yield "ssa-approval", lambda: widget(sign(plain, world.alice), box, evil)
    yield "ssa-signed-by-a-colleague", lambda: sign(ours[2], world.bob, visible=box, style=style)
    yield "ssa-signed-by-a-stranger", lambda: sign(ours[2], world.mallory, visible=box, style=style)
    yield (
        "ssa-approval-signed-by-a-colleague",
        lambda: sign(sign(plain, world.alice), world.bob, visible=box, style=style),
    )
    placed = sign(with_empty_field(plain, "Director", box), world.alice, certify=2)
    yield "ssa-prepared-field", lambda: sign(placed, world.bob, field="Director", style=style)
    yield "ssa-annotation-field-without-value", lambda: widget(ours[3], STAMP, evil)
    yield "signature-taken-away", lambda: unsigned(sign(sign(plain, world.alice), world.bob))


def evil_style() -> Any:
    """A stamp that paints the page white and writes another sum."""
    from pyhanko.pdf_utils.content import RawContent
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.stamp import StaticStampStyle

    words = b"q 1 1 1 rg 0 0 480 90 re f Q q 0 g 12 40 300 14 re f Q"
    return StaticStampStyle(
        background=RawContent(words, box=BoxConstraints(480, 90)), background_opacity=1, border_width=0
    )


def widget(pdf: bytes, box: tuple[int, int, int, int], look: bytes) -> bytes:
    """A place for a signature, never signed, that shows something."""
    pdf = with_empty_field(pdf, "Approved", box)
    with Later(pdf) as writer:
        field = writer.root["/AcroForm"]["/Fields"][-1]
        page = writer.root["/Pages"]["/Kids"][0]
        font = page["/Resources"]["/Font"].raw_get("/F1")
        shown = generic.StreamObject(
            dict_data={
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(
                    map(generic.NumberObject, (0, 0, box[2] - box[0], box[3] - box[1]))
                ),
                pdf_name("/Resources"): generic.DictionaryObject(
                    {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F1"): font})}
                ),
            },
            stream_data=look,
        )
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(shown)})
        writer.update_container(field)
    return writer.later.pdf


def unsigned(pdf: bytes) -> bytes:
    """The last signature taken out of its field."""
    with Later(pdf) as writer:
        field = writer.root["/AcroForm"]["/Fields"][-1]
        del field["/V"]
        writer.update_container(field)
    return writer.later.pdf


def incremental(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Incremental saving: changes behind the signed octets, more or less well formed."""
    pdf = sign(sheets.contract(compress_streams=False), world.alice)
    page = number_of(pdf, b"(Contract no. 17) Tj")
    evil = {page: stream(EVIL)}
    yield "whole-update", lambda: appended(pdf, evil)
    yield "without-table", lambda: appended(pdf, evil, table=False)
    yield "without-trailer", lambda: appended(pdf, evil, trailer=False)
    yield "without-table-and-trailer", lambda: appended(pdf, evil, table=False, trailer=False)
    yield "without-end", lambda: appended(pdf, evil, end=b"")
    yield "only-an-object", lambda: appended(pdf, evil, table=False, trailer=False, end=b"")
    yield "objects-then-comment", lambda: appended(pdf, evil, end=b"%%EOF\n% nothing here\n")
    number = number_of(pdf, b"/ByteRange")
    copied = body_of(pdf, number)
    yield "signature-copied", lambda: appended(pdf, evil | {number: copied})
    yield "two-updates", lambda: appended(appended(pdf, {700: b"(one)"}), evil)
    yield "hybrid-table", lambda: appended(pdf, evil, more=b"/XRefStm 17")
    yield "octets-after-the-end", lambda: pdf + b"\n%harmless\n"
    yield "second-document-behind", lambda: pdf + sheets.contract(lines=(sheets.OTHER_LINE,))


def wrapping(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Signature wrapping: the signed octets moved, others in their place."""
    pdf = sign(sheets.contract(compress_streams=False), world.alice)
    evil = b"\n900 0 obj\n%b\nendobj\n" % stream(EVIL)

    def moved(byte_range: list[int]) -> list[int | str]:
        a, b, c, d = byte_range
        return [a, b, c + len(evil), d]

    def wrapped() -> bytes:
        made = ranged(pdf, lambda r: moved(r))
        end = pdf.index(b">", pdf.index(b"/Contents <")) + 1
        return made[:end] + evil + made[end:]

    def wrapped_before() -> bytes:
        start = pdf.index(b"<", pdf.index(b"/Contents <"))
        made = ranged(pdf, lambda r: moved(r))
        return made[:start] + evil + made[start:]

    page, signature = number_of(pdf, b"(Contract no. 17) Tj"), number_of(pdf, b"/ByteRange")
    for spread in (0, 4096):
        yield (
            f"second-part-at-the-end-{spread}",
            lambda spread=spread: wrap(pdf, page, stream(EVIL), signature=signature, spread=spread),
        )
    yield "behind-the-contents", wrapped
    yield "before-the-contents", wrapped_before
    yield (
        "second-part-copied",
        lambda: ranged(
            pdf + pdf[pdf.index(b">", pdf.index(b"/Contents <")) + 1 :], lambda r: [r[0], r[1], len(pdf), r[3]]
        ),
    )
    yield "prefix", lambda: b"%PDF-1.7\n" + evil + pdf
    yield "shifted-start", lambda: ranged(pdf, lambda r: [1, r[1] - 1, r[2], r[3]])
    yield "object-inside-padding", lambda: padded(pdf)
    yield (
        "twice-the-object",
        lambda: appended(pdf, {number_of(pdf, b"(Contract no. 17) Tj"): stream(EVIL)}, table=False),
    )
    yield "six-numbers", lambda: ranged(pdf, lambda r: [r[0], r[1], r[2], r[3] - 9, r[2] + r[3] - 9, 9])


def padded(pdf: bytes) -> bytes:
    """Words in the zeroes that follow a signature."""
    start = pdf.index(b"<", pdf.index(b"/Contents <"))
    end = pdf.index(b">", start)
    words = b"> /Reason (Other) /X <"
    return pdf[: end - 200] + words + pdf[end - 200 + len(words) :]


def universal(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Universal forgery: the signature made such that a careless reader skips the check."""
    pdf = sign(sheets.contract(compress_streams=False), world.alice)
    evil = swap(pdf, b"owes the company 100", b"owes the company 900")
    for name, change in {
        "no-byterange": b"",
        "null-byterange": b"/ByteRange null",
        "empty-byterange": b"/ByteRange []",
        "odd-byterange": b"/ByteRange [0 100 200]",
        "negative-byterange": b"/ByteRange [0 -1 -1 -1]",
        "zero-byterange": b"/ByteRange [0 0 0 0]",
        "words-byterange": b"/ByteRange [(a) (b) (c) (d)]",
        "huge-byterange": b"/ByteRange [0 99999999999 9 9]",
    }.items():
        yield name, lambda change=change: ranged(evil, change)
    for name, new in {
        "no-contents": b"",
        "null-contents": b"null",
        "empty-contents": b"<>",
        "zero-contents": b"<00>",
        "words-contents": b"(0000)",
        "cut-contents": b"<3082>",
    }.items():
        yield name, lambda new=new: contents(evil, new) if new else swap(evil, b"/Contents <", b"/Kontents <")
    yield "odd-subfilter", lambda: swap(evil, b"/ETSI.CAdES.detached", b"/Odd.Filter")
    yield "no-subfilter", lambda: swap(evil, b"/SubFilter /ETSI.CAdES.detached", b"")
    yield "null-signature", lambda: appended(pdf, {number_of(pdf, b"/ByteRange"): b"null"})
    yield "empty-signature", lambda: appended(pdf, {number_of(pdf, b"/ByteRange"): b"<</Type/Sig>>"})


def altered(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    pdf = sign(sheets.contract(compress_streams=False), world.alice, stamper=world.stamper())
    yield "one-digit", lambda: swap(pdf, b"owes the company 100", b"owes the company 900")
    yield "title", lambda: swap(pdf, b"no. 17", b"no. 18")
    yield "reason", lambda: swap(pdf, b"Agreed", b"Seen..")
    yield "media-box", lambda: swap(pdf, b"612", b"300")
    yield "last-octet", lambda: pdf[:-3] + b"X" + pdf[-2:]
    yield "first-octet", lambda: pdf[:7] + b"9" + pdf[8:]
    yield "cut", lambda: pdf[:-200]
    yield (
        "attachment",
        lambda: swap(
            sign(sheets.contract(attachment=b"the annex", compress_streams=False), world.alice),
            b"the annex",
            b"THE annex",
        ),
    )
