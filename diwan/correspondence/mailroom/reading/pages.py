"""One page read: its words with their figures read twice, and whether it stands upright."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from . import figures, tesseract

if TYPE_CHECKING:
    from .words import Word

INK = 128  # a page with nothing darker is blank
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
        words = figures.again(image, words, dpi=dpi, scratch=Path(folder))
        return Reading(words, turned, mean(words), image.size, path.read_bytes() if turned else b"")


def mean(words: list[Word]) -> int:
    """The mean confidence, by letters, as a long word says more than a speck."""
    weight = sum(len(word.text) for word in words)
    return round(sum(word.confidence * len(word.text) for word in words) / weight) if weight else 0
