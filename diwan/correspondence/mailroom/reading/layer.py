"""What was read, written under the picture where nobody sees it and every reader of PDF finds it.

Measured on one page in Arabic and French: readers differ in what they go by. poppler and pdfium go by where letters
stand, MuPDF and pdfminer by the order in which they are written. So each word is written letter by letter in the order
it is read, and where it is Arabic it is written to the left, by a mirrored matrix: place and order agree, and all find
it. Figures inside it are written to the right. Letters are small in their boxes: white space is then seen as such.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageOps, ImageSequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .words import Word

GLYPHLESS = Path(__file__).with_name(
    "glyphless.ttf"
)  # one glyph half an em wide: a line without surface, as some skip letters of no size
SMALL = 0.2  # of the height of its word
RUNS = re.compile(r"[0-9٠-٩A-Za-zÀ-ÿ]+(?:[./,:\-][0-9٠-٩A-Za-zÀ-ÿ]+)*|[^0-9٠-٩A-Za-zÀ-ÿ]+")
LATIN = re.compile(r"[0-9٠-٩A-Za-zÀ-ÿ]")
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Layout:
    """A page of the copy: the page `number` of the file, turned by `turn` degrees clockwise, and its words in dots of
    the picture that was read, which was straightened by `skew` degrees before it was turned."""

    number: int
    turn: int
    skew: float
    width: int
    height: int
    dpi: int
    words: Sequence[Word]


def searchable(parts: Iterable[tuple[bytes, str, Sequence[Layout]]]) -> bytes:
    """One PDF of pages of files (their bytes, their media type, which pages), as they came, with their words. The
    files themselves are left as they are: this is another one.

    Raises:
        pikepdf.PdfError, OSError: a file is not one that can be taken apart.
    """
    out = pikepdf.new()
    letters: dict[str, int] = {}
    font = out.make_indirect(Dictionary(Type=Name.Font))
    for source, media, pages in parts:
        taken = pikepdf.open(io.BytesIO(source)) if media == "application/pdf" else None
        for layout in pages:
            page = copied(out, taken, layout) if taken else pictured(out, source, layout)
            if layout.words:
                page.add_resource(font, Name.Font, Name.DiwanRead)
                page.contents_coalesce()
                page.contents_add(b"q\n", prepend=True)
                page.contents_add(b"\nQ\n" + written(layout.words, letters, matrix(page, layout)))
            page.obj.Rotate = (int(page.obj.get(Name.Rotate, 0)) + layout.turn) % 360
    describe(out, font, letters)
    held = io.BytesIO()
    out.save(held, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return held.getvalue()


def copied(out: pikepdf.Pdf, taken: pikepdf.Pdf, layout: Layout) -> pikepdf.Page:
    out.pages.append(taken.pages[layout.number - 1])
    return out.pages[-1]


def pictured(out: pikepdf.Pdf, source: bytes, layout: Layout) -> pikepdf.Page:
    """A page of the size of the picture; a JPEG is carried as it came."""
    image: Any = Image.open(io.BytesIO(source))
    kept = image.format == "JPEG" and image.mode in ("L", "RGB") and image.getexif().get(0x0112, 1) == 1
    frame = ImageSequence.Iterator(image)[layout.number - 1]
    if not kept:
        frame = ImageOps.exif_transpose(frame).convert("RGB")
        held = io.BytesIO()
        frame.save(held, "JPEG", quality=85)
        source = held.getvalue()
    wide, high = (layout.height, layout.width) if layout.turn % 180 else (layout.width, layout.height)
    size = wide * 72 / layout.dpi, high * 72 / layout.dpi
    page = out.add_blank_page(page_size=size)
    picture = out.make_stream(source)
    picture.update(
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": frame.width,
            "/Height": frame.height,
            "/BitsPerComponent": 8,
            "/ColorSpace": Name.DeviceGray if frame.mode == "L" else Name.DeviceRGB,
            "/Filter": Name.DCTDecode,
        }
    )
    page.add_resource(picture, Name.XObject, Name.Scan)
    page.obj.Contents = out.make_stream(b"q %.3f 0 0 %.3f 0 0 cm /Scan Do Q" % size)
    return page


# --- where the words stand -----------------------------------------------------------------------------------------


def matrix(page: pikepdf.Page, layout: Layout) -> Matrix:
    """From dots of the picture, counted from its upper left and down from zero, to the page before it is turned."""
    wide, high = (layout.height, layout.width) if layout.turn % 180 else (layout.width, layout.height)
    steps = [(1, 0, 0, 1, 0, layout.height), turned_back(layout.turn, layout.width, layout.height)]
    if layout.skew:
        # The picture was turned about its middle, counter-clockwise: the words go back clockwise.
        angle = -math.radians(layout.skew)
        cos, sin = math.cos(angle), math.sin(angle)
        x, y = wide / 2, high / 2
        steps.append((cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y))
    rotated = int(page.obj.get(Name.Rotate, 0)) % 360
    steps.append(turned_back(rotated, wide, high))
    k = 72 / layout.dpi
    box = [float(v) for v in page.cropbox]
    steps.append((k, 0, 0, k, min(box[0], box[2]), min(box[1], box[3])))
    whole = steps[0]
    for step in steps[1:]:
        whole = times(whole, step)
    return whole


def turned_back(turn: int, width: float, height: float) -> Matrix:
    """Undoes a turn clockwise of what is now `width` by `height`."""
    return {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, height, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, width),
    }[turn % 360]


def times(one: Matrix, other: Matrix) -> Matrix:
    """First one, then the other, as PDF multiplies."""
    a, b, c, d, e, f = one
    A, B, C, D, E, F = other
    return (a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F)


# --- the words -----------------------------------------------------------------------------------------------------


def written(words: Sequence[Word], letters: dict[str, int], where: Matrix) -> bytes:
    """The words of a page, invisible, in the order they are read."""
    out = [b"q %.6f %.6f %.6f %.6f %.4f %.4f cm BT 3 Tr" % where]
    arabic_lines: dict[int, bool] = {}
    for word in words:
        arabic_lines[word.line] = arabic_lines.get(word.line, False) or word.is_arabic
    for word in words:
        out += runs(word, arabic_lines[word.line], letters)
    return b"\n".join([*out, b"ET Q\n"])


def runs(word: Word, in_arabic_line: bool, letters: dict[str, int]) -> list[bytes]:
    """A word as one run, or as several where Arabic and figures meet in it; then the space after it."""
    parts = RUNS.findall(word.text) if word.is_arabic else [word.text]
    letter = word.width / max(len(word.text), 1)
    size = max(word.height * SMALL, 1.0)
    stretch = 100 * letter / (0.5 * size)
    base = -(word.y + word.height * 0.8)
    at = float(word.x + word.width if word.is_arabic else word.x)
    out = []
    for part in parts:
        leftwards = word.is_arabic and not LATIN.match(part)
        width = letter * len(part)
        if word.is_arabic:
            at -= width
        start = at + width if leftwards else at
        out.append(shown(part, start, base, size, stretch, leftwards, letters))
        if not word.is_arabic:
            at += width
    edge = word.x if in_arabic_line else word.x + word.width
    out.append(shown(" ", edge, base, size, stretch, in_arabic_line, letters))
    return out


def shown(
    text: str, x: float, y: float, size: float, stretch: float, leftwards: bool, letters: dict[str, int]
) -> bytes:
    codes = b"".join(b"%04X" % letters.setdefault(sign, len(letters) + 1) for sign in text)
    place = (size, stretch, b"-1" if leftwards else b"1", x, y, codes)
    return b"/DiwanRead %.1f Tf %.1f Tz %s 0 0 1 %.1f %.1f Tm <%s> Tj" % place


# --- the font ------------------------------------------------------------------------------------------------------


@cache
def glyphless() -> bytes:
    return GLYPHLESS.read_bytes()


def describe(out: pikepdf.Pdf, font: Any, letters: dict[str, int]) -> None:
    """The font under whose codes the letters were written: it draws nothing and says which letter each code is."""
    program = out.make_stream(glyphless())
    program.Length1 = len(glyphless())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.Glyphless,
        Flags=4,
        FontBBox=Array([0, -200, 500, 800]),
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=800,
        StemV=80,
        FontFile2=program,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Glyphless,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=out.make_indirect(descriptor),
        DW=500,
        CIDToGIDMap=out.make_stream(b"\0\0" * (len(letters) + 1)),
    )
    font.Subtype = Name.Type0
    font.BaseFont = Name.Glyphless
    font.Encoding = Name("/Identity-H")
    font.DescendantFonts = Array([out.make_indirect(descendant)])
    font.ToUnicode = out.make_stream(meanings(letters))


def meanings(letters: dict[str, int]) -> bytes:
    rows = [f"<{code:04X}> <{sign.encode('utf-16-be').hex()}>" for sign, code in letters.items()]
    blocks = [rows[n : n + 100] for n in range(0, len(rows), 100)]
    said = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{said}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
