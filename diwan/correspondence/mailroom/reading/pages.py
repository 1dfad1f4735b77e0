"""One page read: its words with their figures read twice, and whether it stands upright."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from PIL import Image

from . import figures, tesseract
from .words import from_the_right, lines, mean

if TYPE_CHECKING:
    from .words import Word

INK = 128  # a page with nothing darker is blank
POOR, MOST = 55, 8  # mean confidence below which a line is read once more, and how many lines of a page are
PAD = 14  # dots around a line
HEAD = 0.45  # of the page: where a letter says who writes, when, under which number and to whom
DOUBTFUL = 45  # mean confidence below which a page is perhaps upside down or on its side

Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Reading:
    """`turned` is by how many degrees, clockwise, the picture was turned before it was read; `picture` is then the
    turned one. `size` is of the picture that was read."""

    words: list[Word]
    turned: int
    confidence: int
    size: tuple[int, int]
    picture: bytes = b""


def read(picture: bytes, *, dpi: int) -> Reading:
    """Read a page.

    Raises:
        tesseract.Unreadable
    """
    with tempfile.TemporaryDirectory(prefix="diwan-page-") as folder:
        path = Path(folder) / "page.jpg"
        path.write_bytes(picture)
        with Image.open(path) as opened:
            image = opened.convert("L")
        words, turned = tesseract.words(path, dpi=dpi), 0
        if mean(words) < DOUBTFUL and any(image.histogram()[:INK]):
            turned = tesseract.upright(path)
            if turned:
                image = image.rotate(-turned, expand=True)
                image.save(path, quality=90)
                words = tesseract.words(path, dpi=dpi)
        words = poor_lines_again(image, words, dpi=dpi, scratch=Path(folder))
        words = lines_passed_over(image, words, dpi=dpi, scratch=Path(folder))
        words = [word for line in lines(words) for word in from_the_right(line)]
        words = figures.again(image, words, dpi=dpi, scratch=Path(folder))
        return Reading(words, turned, mean(words), image.size, path.read_bytes() if turned else b"")


def poor_lines_again(image: Image.Image, words: list[Word], *, dpi: int, scratch: Path) -> list[Word]:
    """The same words, lines hardly read read once more, each by itself: beside a large block, a short line (the date in
    its corner) is taken for Latin, or for two lines.

    Raises:
        tesseract.Unreadable
    """
    kept: list[Word] = []
    left = MOST
    for line in lines(words):
        second: list[Word] = []
        if left and mean(line) < POOR:
            left -= 1
            second = alone(image, around(line), line[0].line, dpi=dpi, scratch=scratch)
        kept += second if mean(second) > mean(line) else line
    return kept


def lines_passed_over(image: Image.Image, words: list[Word], *, dpi: int, scratch: Path) -> list[Word]:
    """The same words, and those of lines high on the page that the reader did not see: the date alone in its corner is
    taken for a stain. A line is a band of ink as tall as the lines around it that lies on no word.

    Raises:
        tesseract.Unreadable
    """
    if not words:
        return words
    rest = image.crop((0, 0, image.width, round(image.height * HEAD))).point(lambda v: 255 if v < INK else 0)
    for word in words:
        rest.paste(0, (word.x - PAD, word.y - PAD, word.x + word.width + PAD, word.y + word.height + PAD))
    usual = median(word.height for word in words)
    bands = [band for band in inked(rest) if 0.6 * usual < band[3] - band[1] < 2 * usual < band[2] - band[0]]
    kept = lines(words)
    for number, box in enumerate(bands[:MOST], words[-1].line + 1):
        found = alone(image, box, number, dpi=dpi, scratch=scratch)
        if mean(found) >= POOR:
            kept.insert(sum(min(word.y for word in line) < box[1] for line in kept), found)
    return [word for line in kept for word in line]


def inked(dark: Image.Image) -> list[Box]:
    """The boxes of the bands of rows that hold more than dust, from the top."""
    rows = dark.resize((1, dark.height), Image.Resampling.BOX).point(lambda v: 255 if v else 0).tobytes()
    bands, top = [], None
    for y, ink in enumerate((*rows, 0)):
        if ink and top is None:
            top = y
        elif not ink and top is not None:
            if box := dark.crop((0, top, dark.width, y)).getbbox():
                bands.append((box[0], top + box[1], box[2], top + box[3]))
            top = None
    return bands


def around(line: list[Word]) -> Box:
    boxes = [word.box for word in line]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def alone(image: Image.Image, box: Box, number: int, *, dpi: int, scratch: Path) -> list[Word]:
    """The words of one line, read from a picture of it on white paper: grain is taken for marks where there are few."""
    left, top = max(0, box[0] - PAD), max(0, box[1] - PAD)
    picture = image.crop((left, top, min(box[2] + PAD, image.width), min(box[3] + PAD, image.height)))
    levels = picture.histogram()
    paper = (INK + levels.index(max(levels))) // 2
    path = scratch / "line.png"
    picture.point(lambda v: 255 if v > paper else v).save(path, compress_level=1)
    found = tesseract.words(path, dpi=dpi, layout=7)
    return [replace(word, x=word.x + left, y=word.y + top, line=number) for word in found]
