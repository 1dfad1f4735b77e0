"""Where a stamp goes: a given rectangle, a tag in the text, or the first room in the corner where one signs.

The page is looked at as it is seen, turned and with the stamps it bears already; pdfium draws it small and its blank
places are free. Measures are points from the lower left corner as seen.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from ..refusing import NotSignable

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..syntax import Buffer

Box = tuple[float, float, float, float]
EDGE, WIDEST_EDGE = 28, 72  # points from the edge of the paper: no nearer (printers), no farther, else with the text
CLEAR = 4  # points between a stamp and what is there
STEP = 6  # points between two tries
SCALE = 0.5  # pixels a point
BLANK = 246  # the darkest that counts as blank, of 255
SIZES = (1, 0.85, 0.7, 0.55)  # of the stamp, until one finds room
TAG_PAGES = 400  # pages in which a tag is looked for, from the last

_drawing = threading.Lock()  # pdfium is not made for threads


@dataclass(frozen=True)
class Place:
    """A rectangle of a page (from 0; -1 the last), in points from the lower left corner of the page as it is seen."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Spot:
    """Where a stamp goes, in the page's own units, and how much it is turned with its page."""

    page: int
    box: Box
    turned: int


def find(pdf: Buffer, wanted: Place | str | None, *, width: float, height: float, rtl: bool) -> Spot:
    """The spot for a stamp of this size; `rtl` says that one signs on the left.

    Raises:
        NotSignable: the page is not there, or nobody can read it.
    """
    from ..elsewhere import stream_of  # reading a map is the same for both

    source = pdf if isinstance(pdf, bytes) else stream_of(pdf)
    with _drawing:
        try:
            with pdfium.PdfDocument(source) as document:
                document.init_forms()
                return _find(document, wanted, width, height, rtl)
        except pdfium.PdfiumError as error:
            raise NotSignable("unreadable") from error


def _find(document: pdfium.PdfDocument, wanted: Place | str | None, width: float, height: float, rtl: bool) -> Spot:
    if isinstance(wanted, Place):
        index = wanted.page + len(document) if wanted.page < 0 else wanted.page
        if not 0 <= index < len(document):
            raise NotSignable("nowhere")
        scale = min(wanted.width / width, wanted.height / height)
        left = wanted.x + (wanted.width - width * scale) / 2
        low = wanted.y + (wanted.height - height * scale) / 2
        return _spot(document[index], index, (left, low, left + width * scale, low + height * scale))
    if wanted:
        return _at_tag(document, wanted, width, height, rtl)
    index = len(document) - 1
    page = document[index]
    picture = page.render(scale=SCALE, grayscale=True, may_draw_forms=True).to_pil()
    return _spot(page, index, _room(picture, page.get_size(), width, height, rtl))


def _at_tag(document: pdfium.PdfDocument, tag: str, width: float, height: float, rtl: bool) -> Spot:
    """Over the tag: its corner where reading begins is the stamp's."""
    for index in range(len(document) - 1, max(-1, len(document) - 1 - TAG_PAGES), -1):
        page = document[index]
        words = page.get_textpage()
        found = words.search(tag, match_case=True).get_next()
        if found is None:
            continue
        first, count = found
        boxes = [words.get_charbox(at) for at in range(first, first + count)]
        seen = [_seen(page, box) for box in boxes]
        top = max(box[3] for box in seen)
        across, tall = page.get_size()
        left = max(box[2] for box in seen) - width if rtl else min(box[0] for box in seen)
        left = min(max(left, 0), max(across - width, 0))
        low = min(max(top - height, 0), max(tall - height, 0))
        return _spot(page, index, (left, low, left + width, low + height))
    raise NotSignable("nowhere")


def _room(picture: Image, size: tuple[float, float], width: float, height: float, rtl: bool) -> Box:
    """The lowest blank rectangle in the corner where one signs, then beside it; smaller where the page is full."""
    across, tall = size
    best: tuple[float, Box] | None = None
    first, last = _edges(picture, across)
    for share in SIZES:
        wide, high = width * share, height * share
        ends = (first, (across - wide) / 2, last - wide)
        for left in ends if rtl else reversed(ends):
            low = float(EDGE)
            while low + high <= tall / 2:
                box = (left, low, left + wide, low + high)
                ink = _ink(picture, tall, box)
                if not ink:
                    return box
                if best is None or ink < best[0]:
                    best = (ink, box)
                low += STEP
    return best[1] if best else (0, 0, min(width, across), min(height, tall))


def _edges(picture: Image, across: float) -> tuple[float, float]:
    """Where the text begins and ends, from the left."""
    inked = picture.point(lambda value: 255 * (value < BLANK)).getbbox()
    if inked is None:
        return EDGE, across - EDGE
    left = min(max(inked[0] / SCALE, EDGE), WIDEST_EDGE)
    return left, across - min(max(across - inked[2] / SCALE, EDGE), WIDEST_EDGE)


def _ink(picture: Image, tall: float, box: Box) -> float:
    """The share of a place that is not blank."""
    left, low, right, high = box[0] - CLEAR, box[1] - CLEAR, box[2] + CLEAR, box[3] + CLEAR
    edges = (left * SCALE, (tall - high) * SCALE, right * SCALE + 1, (tall - low) * SCALE)
    cut = picture.crop(tuple(map(int, edges)))  # type: ignore[arg-type]
    counts = cut.histogram()
    return sum(counts[:BLANK]) / sum(counts)


def _spot(page: pdfium.PdfPage, index: int, seen: Box) -> Spot:
    left, bottom, right, top = page.get_cropbox()
    across, tall = right - left, top - bottom
    turned = page.get_rotation()
    corners = [_unturned(x, y, across, tall, turned) for x, y in (seen[:2], seen[2:])]
    xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    return Spot(index, (left + xs[0], bottom + ys[0], left + xs[1], bottom + ys[1]), turned)


def _unturned(x: float, y: float, across: float, tall: float, turned: int) -> tuple[float, float]:
    return {0: (x, y), 90: (across - y, x), 180: (across - x, tall - y), 270: (y, tall - x)}[turned]


def _seen(page: pdfium.PdfPage, box: Box) -> Box:
    left, bottom, right, top = page.get_cropbox()
    across, tall = right - left, top - bottom
    points = []
    turned = page.get_rotation()
    for x, y in (box[:2], box[2:]):
        u, v = x - left, y - bottom
        points.append({0: (u, v), 90: (v, across - u), 180: (across - u, tall - v), 270: (tall - v, u)}[turned])
    (x1, y1), (x2, y2) = points
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
