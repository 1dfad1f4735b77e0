"""One page read: its words with their figures read twice, and whether it stands upright."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from . import figures, tesseract
from .words import from_the_right, lines, mean

if TYPE_CHECKING:
    from .words import Word

INK = 128  # a page with nothing darker is blank
POOR, MOST = 55, 8  # mean confidence below which a line is read once more, and how many lines of a page are
PAD = 14  # dots around a line
DOUBTFUL = 45  # mean confidence below which a page is perhaps upside down or on its side


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
            second = alone(image, line, dpi=dpi, scratch=scratch)
        kept += second if mean(second) > mean(line) else line
    return kept


def alone(image: Image.Image, line: list[Word], *, dpi: int, scratch: Path) -> list[Word]:
    """The words of one line, read from a picture of it."""
    boxes = [word.box for word in line]
    left, top = max(0, min(b[0] for b in boxes) - PAD), max(0, min(b[1] for b in boxes) - PAD)
    right, bottom = max(b[2] for b in boxes) + PAD, max(b[3] for b in boxes) + PAD
    path = scratch / "line.png"
    image.crop((left, top, min(right, image.width), min(bottom, image.height))).save(path, compress_level=1)
    found = tesseract.words(path, dpi=dpi, layout=7)
    return [replace(word, x=word.x + left, y=word.y + top, line=line[0].line) for word in found]
