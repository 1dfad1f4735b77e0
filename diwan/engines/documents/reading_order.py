"""Arabic in a finished PDF, put into the order it is read.

Typst writes the letters of a line of Arabic from left to right, as they lie on paper. Readers that go by place
(poppler, pdfium) put them right; those that go by the order written (MuPDF, pdfminer) find every word spelt backwards.
Each letter is therefore written where it stood, one by one, in reading order: place and order agree, and nothing moves.
Not on a line that Arabic shares with other letters, as in two columns: pdfium gives such a line one direction.

A letter that the font draws in two pieces (the lam of المملكة) would be found twice: its pieces become one glyph.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pikepdf

from . import glyphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
MAPPED = re.compile(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
BESIDE = 2.0  # of the size of letters: what stands closer in height may be one line to a reader (columns are staggered)
NEAR = 0.02  # points: pieces of one line meet that exactly


def logical(pdf: bytes) -> bytes:
    """The same pages, to the dot; the same bytes for the same bytes. Without Arabic, the file itself."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts: dict[Any, Font] = {}
        changed = False
        for page in document.pages:
            content = Content(fonts_of(page, fonts))
            written = content.written(list(pikepdf.parse_content_stream(page)))
            if content.changed:
                page.Contents = document.make_stream(written)
                changed = True
        if not changed:
            return pdf
        for font in fonts.values():
            font.keep(document)
        held = io.BytesIO()
        document.save(held, deterministic_id=True)
        return held.getvalue()


def fonts_of(page: pikepdf.Page, known: dict[Any, Font]) -> dict[str, Font]:
    """The fonts of a page that number their glyphs by two bytes, as Typst's do."""
    found = {}
    for name, about in page.resources.get("/Font", {}).items():
        if about.get("/Encoding") == "/Identity-H" and "/ToUnicode" in about:
            found[name] = known.setdefault(about.objgen, Font(about))
    return found


class Font:
    """What each code of a font means and how far it goes on; new codes for letters drawn in pieces."""

    def __init__(self, about: Any) -> None:
        self.about = about
        self.inner = about.DescendantFonts[0]
        self.made: dict[tuple[Any, ...], int] = {}

    @cached_property
    def meanings(self) -> dict[int, str]:
        said = self.about.ToUnicode.read_bytes().decode("latin-1")
        blocks = re.findall(r"beginbfchar(.*?)endbfchar", said, re.DOTALL)
        return {
            int(code, 16): bytes.fromhex(text).decode("utf-16-be", "replace")
            for block in blocks
            for code, text in MAPPED.findall(block)
        }

    @cached_property
    def widths(self) -> dict[int, float]:
        found: dict[int, float] = {}
        rows = list(self.inner.get("/W", []))
        while rows:
            first, second = int(rows[0]), rows[1]
            if isinstance(second, pikepdf.Array):
                found.update({first + n: float(width) for n, width in enumerate(second)})
                rows = rows[2:]
            else:
                found.update(dict.fromkeys(range(first, int(second) + 1), float(rows[2])))
                rows = rows[3:]
        return found

    def width(self, code: int) -> float:
        return self.widths.get(code, float(self.inner.get("/DW", 1000)))

    @cached_property
    def outlines(self) -> glyphs.Outlines | None:
        """The drawing of the letters; none where the font is of a kind that cannot be added to."""
        about = self.inner.FontDescriptor
        if "/FontFile2" not in about or self.inner.get("/CIDToGIDMap") != "/Identity":
            return None
        return glyphs.Outlines(about.FontFile2.read_bytes())

    def together(self, letters: Sequence[Letter], text: str) -> int | None:
        """A code that draws these letters as one glyph which means `text`."""
        outlines, first = self.outlines, letters[0]
        if outlines is None or len({(one.font, one.size, one.across) for one in letters}) > 1:
            return None
        k = outlines.units / first.size
        sides = 1 if first.across[3] > 0 else -1  # a glyph counts upwards, a page of Typst's downwards
        parts = tuple((one.code, round((one.x - first.x) * k), round((one.y - first.y) * k * sides)) for one in letters)
        key = (parts, text)
        if key not in self.made:
            last = letters[-1]
            wide = last.x + last.wide - first.x
            code = outlines.add(parts, round(wide * k))
            self.made[key] = code
            self.meanings[code], self.widths[code] = text, wide * 1000 / first.size
        return self.made[key]

    def keep(self, document: pikepdf.Pdf) -> None:
        """Write the new codes into the font."""
        if not self.made or self.outlines is None:
            return
        program = self.outlines.program()
        stream = document.make_stream(program)
        stream.Length1 = len(program)
        self.inner.FontDescriptor.FontFile2 = stream
        if "/CIDSet" in self.inner.FontDescriptor:
            del self.inner.FontDescriptor.CIDSet
        rows = []
        for code in sorted(self.made.values()):
            self.inner.W.append(code)
            self.inner.W.append(pikepdf.Array([round(self.widths[code], 3)]))
            rows.append(f"<{code:04X}> <{self.meanings[code].encode('utf-16-be').hex().upper()}>")
        blocks = [rows[n : n + 100] for n in range(0, len(rows), 100)]
        more = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        said = self.about.ToUnicode.read_bytes()
        self.about.ToUnicode = document.make_stream(said.replace(b"endcmap", more.encode() + b"endcmap", 1))


@dataclass(frozen=True, slots=True)
class Letter:
    """A glyph and where it stands; letters of one `group` mean `text` together."""

    x: float
    y: float
    across: tuple[float, ...]
    font: str
    size: float
    code: int
    wide: float
    group: int
    text: str


@dataclass
class Piece:
    """A marked piece of a page: the mark, what stands in it, and from where to where its Arabic reaches."""

    mark: Any
    inside: list[Any]
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0  # 0 where it is no line of Arabic

    def goes_on(self, after: Piece) -> bool:
        """Whether another one begins where this one ends, to its right: both are parts of one run of Arabic, parted
        because a letter stands higher, and come in the order of the paper."""
        level = abs(self.base - after.base) < self.size
        return bool(self.size and after.size) and level and abs(after.left - self.right) < NEAR


class Content:
    """The instructions of a page."""

    def __init__(self, fonts: dict[str, Font]) -> None:
        self.fonts = fonts
        self.changed = False
        self.arabic: dict[int, list[Letter]] = {}  # lines to be turned, by their first instruction

    def written(self, instructions: list[Any]) -> bytes:
        self.look(instructions)
        if not self.arabic:
            return b""
        out: list[Any] = []
        chain: list[Piece] = []
        piece, depth = None, 0
        for one in instructions:
            name = str(one.operator)
            if piece is None and name == "BDC" and "/MCID" in one.operands[1]:
                piece, depth = Piece(one, []), 1
                continue
            if piece is None:
                out += [*self.ended(chain), one]
                continue
            depth += (name in ("BDC", "BMC")) - (name == "EMC")
            piece.inside.append(one)
            if depth == 0:
                self.read(piece)
                if chain and not chain[-1].goes_on(piece):
                    out += self.ended(chain)
                chain.append(piece)
                piece = None
        out += self.ended(chain)
        return pikepdf.unparse_content_stream(out) if self.changed else b""

    def look(self, instructions: Iterable[Any]) -> None:
        """Find the lines of Arabic that stand by themselves."""
        stack: list[float] = []
        others: list[tuple[float, float]] = []
        lines: list[tuple[int, float, list[Letter]]] = []
        text: list[Any] = []
        k, level = 1.0, 0.0  # of a height in this place to one on the page: nothing of Typst's is turned
        for one in instructions:
            name = str(one.operator)
            if name == "q":
                stack += [k, level]
            elif name == "Q" and stack:
                level, k = stack.pop(), stack.pop()
            elif name == "cm":
                level, k = level + k * float(one.operands[5]), k * float(one.operands[3])
            if name == "BT" or text:
                text.append(one)
            if name == "ET":
                letters, said = self.letters(text)
                height = level + k * (letters[0].y if letters else 0)
                if letters and ARABIC.search(said):
                    lines.append((id(text[0]), height, letters))
                elif any(sign.isalpha() for sign in said):
                    others.append((height, letters[0].size))
                text = []
        for key, height, letters in lines:
            if not any(abs(height - other) < BESIDE * max(size, letters[0].size) for other, size in others):
                self.arabic[key] = letters

    def ended(self, chain: list[Piece]) -> list[Any]:
        """The parts of a run, the one at the right first. Their marks stay in order: the tree of the document, which
        counts them, is then in the order of reading too."""
        marks = [piece.mark for piece in chain]
        said = [one for mark, piece in zip(marks, reversed(chain), strict=True) for one in (mark, *piece.inside)]
        chain.clear()
        return said

    def read(self, piece: Piece) -> None:
        """Put the lines of a piece in order, and note where they stand."""
        out: list[Any] = []
        text: list[Any] = []
        place: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        lines = 0
        for one in piece.inside:
            name = str(one.operator)
            if name == "cm":
                place = tuple(float(v) for v in one.operands)
            if name == "BT" or text:
                text.append(one)
            else:
                out.append(one)
            if name == "ET":
                letters = self.arabic.get(id(text[0]))
                if letters:
                    lines += 1
                    piece.left, piece.base = place[4] + letters[0].x * place[0], place[5]
                    piece.right = place[4] + (letters[-1].x + letters[-1].wide) * place[0]
                    piece.size = letters[0].size
                    self.changed = True
                    text = [text[0], *self.turned(letters), one]
                out += text
                text = []
        piece.inside = out + text
        if lines != 1:
            piece.size = 0.0

    def letters(self, text: list[Any]) -> tuple[list[Letter], str]:
        """The letters of a text from left to right, and what they say; none where it is not as Typst writes."""
        found: list[Letter] = []
        marks: list[tuple[int, str]] = []
        at: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        font, size, x, said = "", 0.0, 0.0, ""
        for n, one in enumerate(text[1:-1]):
            name, given = str(one.operator), one.operands
            if name == "Tf":
                font, size = str(given[0]), float(given[1])
            elif name == "Tm":
                at, x = tuple(float(v) for v in given), 0.0
            elif name in ("BDC", "BMC"):
                marks.append((n + 1, str(given[1].get("/ActualText", "")) if name == "BDC" else ""))
            elif name == "EMC":
                marks.pop()
            elif name in ("Tj", "TJ") and font in self.fonts and abs(at[1]) + abs(at[2]) == 0:
                group, meant = next(((group, meant) for group, meant in marks if meant), (0, ""))
                for part in given[0] if name == "TJ" else [given[0]]:
                    if not isinstance(part, pikepdf.String):
                        x -= float(part) * size / 1000 * at[0]
                        continue
                    codes = bytes(part)
                    for code in (codes[k] << 8 | codes[k + 1] for k in range(0, len(codes), 2)):
                        wide = self.fonts[font].width(code) * size / 1000 * at[0]
                        found.append(Letter(at[4] + x, at[5], at[:4], font, size, code, wide, group, meant))
                        said += self.fonts[font].meanings.get(code, "")
                        x += wide
            elif not (name == "Tr" and int(given[0]) == 0):
                return [], ""
        return found, said

    def turned(self, letters: list[Letter]) -> list[Any]:
        """The same letters from right to left, each in its place."""
        out: list[Any] = [instruction("Tr", 0)]
        used = None
        for _group, some in groupby(reversed(letters), key=lambda one: one.group or id(one)):
            drawn = list(some)
            meant = drawn[0].text
            if meant:
                drawn.reverse()
                code = self.fonts[drawn[0].font].together(drawn, meant)
                if code is not None:
                    drawn, meant = [replace(drawn[0], code=code)], ""
            if meant:
                out.append(instruction("BDC", pikepdf.Name.Span, pikepdf.Dictionary(ActualText=meant)))
            for one in drawn:
                if used != (one.font, one.size):
                    used = one.font, one.size
                    out.append(instruction("Tf", pikepdf.Name(one.font), one.size))
                out.append(instruction("Tm", *one.across, round(one.x, 4), round(one.y, 4)))
                out.append(instruction("Tj", pikepdf.String(bytes(divmod(one.code, 256)))))
            if meant:
                out.append(instruction("EMC"))
        return out


def instruction(name: str, *given: Any) -> Any:
    return pikepdf.ContentStreamInstruction(given, pikepdf.Operator(name))
