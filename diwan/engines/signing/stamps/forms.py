"""A page set by Typst as the appearance of a signature: its objects, taken out of its file and numbered again.

The fonts stay inside, the colours keep their profile, and all of it is an artifact: PDF/A is kept (ISO 19005-3, 6.3.3).
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
import segno

from ..syntax import number, reference

if TYPE_CHECKING:
    from ..plain import Update

Parts = tuple["bytes | int", ...]  # octets, and in between the places (in the list) of the objects referred to
MASK = 2  # columns of three: no long runs in either direction
TURNED = {0: b"1 0 0 1 0 0", 90: b"0 1 -1 0 0 0", 180: b"-1 0 0 -1 0 0", 270: b"0 -1 1 0 0 0"}


@dataclass(frozen=True)
class Base:
    """A page: the objects it draws with, its resources, what it draws, and its size in points."""

    objects: tuple[Parts, ...]
    resources: Parts
    content: bytes
    width: float
    height: float
    grey: bytes  # the name of a colour space of one component, with its profile


@dataclass(frozen=True)
class Form:
    """An appearance: its objects in order, the drawing last. `words` say it to who cannot see it."""

    objects: tuple[Parts, ...]
    width: float
    height: float
    words: str

    def bodies(self, numbers: list[int]) -> list[bytes]:
        """Each object as octets, under these numbers."""
        return [
            b"".join(reference(numbers[part]) if isinstance(part, int) else part for part in parts)
            for parts in self.objects
        ]

    def placed(self, update: Update) -> int:
        """The number of the drawing, once its objects are part of a revision."""
        numbers = [update.new() for _ in self.objects]
        update.written |= dict(zip(numbers, self.bodies(numbers), strict=True))
        return numbers[-1]


def form(base: Base, *, words: str, address: str, box: tuple[float, float, float], turned: int = 0) -> Form:
    """The page with the QR code of an address in a square (left, bottom, side), turned as its page is."""
    drawn = zlib.compress(base.content + _code(address, box, base.grey), 6)
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 %b %b]/Matrix[%b]/Filter/FlateDecode/Length %d/Resources " % (
        number(base.width),
        number(base.height),
        TURNED[turned],
        len(drawn),
    )
    drawing = (head, *base.resources, b">>stream\n" + drawn + b"\nendstream")
    return Form((*base.objects, drawing), base.width, base.height, words)


def _modules(address: str) -> tuple[bytes, int]:
    """Runs of dark modules as rectangles one module high, and how many modules make a side."""
    # One mask, not the best of eight: readers take any, and choosing takes longer than signing.
    code = segno.make(address, error="m", micro=False, mask=MASK)
    rows, runs = [bytes(row) for row in code.matrix], []
    for y, row in enumerate(rows):
        x = 0
        while (x := row.find(1, x)) >= 0:
            end = row.find(0, x)
            end = len(row) if end < 0 else end
            runs.append(b"%d %d %d 1 re" % (x, len(rows) - 1 - y, end - x))
            x = end
    return b"\n".join(runs), len(rows)


def _code(address: str, box: tuple[float, float, float], grey: bytes) -> bytes:
    if not address:
        return b""
    runs, side = _modules(address)
    left, bottom, size = box
    scale = b"%.5f" % (size / side)
    where = b" ".join((scale, b"0 0", scale, number(left), number(bottom)))
    return b"\n/Artifact BMC q %b cs 0 sc %b cm\n%b\nf Q EMC\n" % (grey, where, runs)


def base(page: bytes) -> Base:
    """The first page of a PDF that was typeset for this."""
    with pikepdf.open(io.BytesIO(page)) as pdf:
        first = pdf.pages[0]
        copied = _Copied()
        resources = copied.parts(first.obj.Resources)
        objects = copied.objects()
        spaces = first.obj.Resources.get("/ColorSpace", pikepdf.Dictionary())
        grey = next(
            (str(key) for key, space in spaces.items() if space[0] == "/ICCBased" and space[1].get("/N") == 1), None
        )
        if grey is None:
            raise ValueError("a stamp has black words")
        contents = first.obj.Contents
        left, bottom, right, top = (float(edge) for edge in first.mediabox)
        assert (left, bottom) == (0, 0)
        return Base(objects, resources, contents.read_bytes(), right, top, grey.encode())


class _Copied:
    """Objects reached from one, each once."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, int], int] = {}
        self._found: list[pikepdf.Object] = []

    def objects(self) -> tuple[Parts, ...]:
        done: list[Parts] = []
        while len(done) < len(self._found):  # what is written finds more
            done.append(self.parts(self._found[len(done)], whole=True))
        return tuple(done)

    def parts(self, value: object, *, whole: bool = False) -> Parts:
        if isinstance(value, pikepdf.Object) and value.is_indirect and not whole:
            place = self._places.setdefault(value.objgen, len(self._found))
            if place == len(self._found):
                self._found.append(value)
            return (place,)
        if isinstance(value, pikepdf.Stream):
            raw = value.read_raw_bytes()
            about = {key: one for key, one in value.items() if key != "/Length"} | {"/Length": len(raw)}
            return (*self._dictionary(about), b"stream\n" + raw + b"\nendstream")
        if isinstance(value, pikepdf.Dictionary):
            return self._dictionary(dict(value.items()))
        if isinstance(value, pikepdf.Array):
            return (b"[", *(part for one in value for part in (*self.parts(one), b" ")), b"]")
        return (_scalar(value),)

    def _dictionary(self, values: dict) -> Parts:
        inside: list[bytes | int] = []
        for key, value in values.items():
            inside += [str(key).encode() + b" ", *self.parts(value)]
        return (b"<<", *inside, b">>")


def _scalar(value: object) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return value.unparse() if isinstance(value, pikepdf.Object) else str(value).encode()
