"""Pages as they looked when they were signed, beside how they look now.

The rules of increments (policy.py) read objects; shadow attacks and stamps that cover a line live in what is seen. So
each page is drawn twice, small, and compared. What a signature field or a filled form may change is looked at apart:
there new ink is welcome, but ink that was there must still be seen.
"""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy
import pypdfium2
from PIL import ImageDraw

from ..bounds import DRAWN
from .octets import AHEAD
from .verdicts import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .octets import Octets

DPI = 60
LARGEST = 1400  # dots on the longer side of a page drawn
PAGES = 200  # of a document compared; more are looked at by the rules alone
INK, PAPER = 128, 190  # a dot darker, lighter than this is ink, is paper
DIFFERENT = 40  # of 255 levels, between two dots
HIDDEN = 0.02  # share of the ink of an area that may vanish: edges are drawn a little otherwise
LEAST = 6  # dots
BLOCK = 6  # dots to a side of the squares of which boxes are made
FRAME = (178, 34, 34)
NEAR = 2  # dots around an area: lines on its edge


@dataclass(frozen=True)
class Area:
    """Where something may have changed, in points from the lower left; `may_write`: new ink is welcome."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Compared:
    pictures: tuple[Picture, ...]
    otherwise: bool  # something differs outside the areas
    hidden: bool  # ink that was there is not seen any more inside one


class Sheets:
    """The pages of a revision. pdfium keeps every picture it read while a document is open: it is opened anew when
    they weigh too much, so that a dossier of scans takes the memory of a few pages."""

    def __init__(self, octets: Octets, until: int | None = None) -> None:
        self.octets, self.until = octets, until
        self._open()

    def _open(self) -> None:
        self._part = self.octets.part(self.until)
        self.document = pypdfium2.PdfDocument(io.BufferedReader(self._part, AHEAD))
        self.document.init_forms()

    def __len__(self) -> int:
        return len(self.document)

    def __getitem__(self, number: int) -> pypdfium2.PdfPage:
        if self._part.passed > DRAWN:
            self.close()
            self._open()
        return self.document[number]

    def close(self) -> None:
        self.document.close()


def compare(octets: Octets, until: int, areas: Sequence[Area]) -> Compared:
    """What is seen otherwise than in the revision that ends there. Raises what pdfium raises for a file it cannot
    draw."""
    pictures, otherwise, hidden = [], False, False
    with closing(Sheets(octets, until)) as was, closing(Sheets(octets)) as now:
        if len(was) != len(now):
            return Compared((), True, False)
        for number in range(min(len(was), PAGES)):
            one, other = _drawn(was[number]), _drawn(now[number])
            if one.shape != other.shape:
                pictures.append(Picture(number + 1, ((0.0, 0.0, 1.0, 1.0),), False, until))
                otherwise = True
                continue
            different = numpy.abs(one.astype(numpy.int16) - other) > DIFFERENT
            if not different.any():
                continue
            outside = different.copy()
            for area in areas:
                if area.page == number:
                    top, bottom, left, right = _dots(area, now[number], one.shape)
                    hidden |= _vanished(one[top:bottom, left:right], other[top:bottom, left:right])
                    outside[top:bottom, left:right] = False
            beyond = int(outside.sum()) >= LEAST
            otherwise |= beyond
            pictures.append(Picture(number + 1, _boxes(different), not beyond, until))
    return Compared(tuple(pictures), otherwise, hidden)


def _drawn(page: Any, dpi: float = DPI) -> numpy.ndarray:
    width, height = page.get_size()
    scale = min(dpi / 72, LARGEST / max(width, height, 1))
    return numpy.asarray(page.render(scale=scale, grayscale=True).to_pil().convert("L"))


def _dots(area: Area, page: Any, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Rows and columns of an area. A page that is turned is taken whole: signed pages seldom are."""
    if page.get_rotation():
        return 0, shape[0], 0, shape[1]
    left0, bottom0, right0, top0 = page.get_cropbox()
    across, down = shape[1] / max(right0 - left0, 1), shape[0] / max(top0 - bottom0, 1)
    x0, y0, x1, y1 = area.box
    left, right = sorted((x0, x1))
    low, high = sorted((y0, y1))
    rows = (top0 - high) * down - NEAR, (top0 - low) * down + NEAR
    columns = (left - left0) * across - NEAR, (right - left0) * across + NEAR
    clip = lambda value, most: int(max(0, min(most, round(value))))  # noqa: E731
    return clip(rows[0], shape[0]), clip(rows[1], shape[0]), clip(columns[0], shape[1]), clip(columns[1], shape[1])


def _vanished(was: numpy.ndarray, now: numpy.ndarray) -> bool:
    ink = was < INK
    gone = int((ink & (now > PAPER)).sum())
    return gone >= LEAST and gone > HIDDEN * int(ink.sum())


def _boxes(different: numpy.ndarray) -> tuple[tuple[float, float, float, float], ...]:
    """Rectangles around what differs: rows of squares that touch are one."""
    height, width = different.shape
    rows = [y for y in range(0, height, BLOCK) if different[y : y + BLOCK].any()]
    boxes = []
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0] * BLOCK):
        band = [y for _, y in run]
        top, bottom = band[0], min(band[-1] + BLOCK, height)
        columns = numpy.flatnonzero(different[top:bottom].any(axis=0))
        boxes.append((columns[0] / width, top / height, (columns[-1] + 1) / width, bottom / height))
    return tuple(tuple(round(float(v), 4) for v in box) for box in boxes[:20])  # type: ignore[misc]


def words_in(octets: Octets, page: int, box: tuple[float, float, float, float]) -> str:
    """The words seen in an area, those of fields and stamps too."""
    with pypdfium2.PdfDocument(octets.stream()) as document:
        sheet = document[page]
        pypdfium2.raw.FPDFPage_Flatten(sheet, pypdfium2.raw.FLAT_NORMALDISPLAY)
        sheet = document[page]
        left, bottom, right, top = box
        return sheet.get_textpage().get_text_bounded(left, bottom, right, top)


def drawn(octets: Octets, until: int, page: int, boxes: Sequence[Sequence[float]] = (), *, dpi: int = 110) -> bytes:
    """A page of the revision that ends there as PNG, what is different on it framed."""
    with closing(Sheets(octets, until)) as sheets:
        sheet = sheets[page - 1]
        width, height = sheet.get_size()
        image = sheet.render(scale=min(dpi / 72, LARGEST / max(width, height, 1))).to_pil().convert("RGB")
    frame = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        around = (left * image.width - 4, top * image.height - 4, right * image.width + 4, bottom * image.height + 4)
        frame.rectangle(around, outline=FRAME, width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
