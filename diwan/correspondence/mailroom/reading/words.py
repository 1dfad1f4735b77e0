"""A word read on a page, and where: in dots of the page's picture."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARKS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"), None)
# One model reads all that is written in Arabic letters, and answers some Arabic letters and figures in their Persian
# shape: the figures look the same on paper, the letters are not used in Morocco, Kuwait or elsewhere in Arabic.
PERSIAN = str.maketrans("۰۱۲۳۴۵۶۷۸۹کی", "٠١٢٣٤٥٦٧٨٩كي")
DIGITS = re.compile(r"[0-9٠-٩]")
ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]")


@dataclass(frozen=True, slots=True)
class Word:
    """`confidence` from 0 to 100, as the reader says; `line` numbers the lines of the page from the top."""

    text: str
    x: int
    y: int
    width: int
    height: int
    confidence: int
    line: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def is_arabic(self) -> bool:
        return bool(ARABIC.search(self.text))

    @property
    def is_figures(self) -> bool:
        return bool(DIGITS.search(self.text)) and not self.is_arabic

    def says(self, text: str, confidence: int) -> Word:
        return replace(self, text=text, confidence=confidence)


def clean(text: str) -> str:
    return text.translate(MARKS).translate(PERSIAN).strip()


def pack(words: Iterable[Word]) -> list[list[Any]]:
    """As JSON keeps them."""
    return [list(asdict(word).values()) for word in words]


def unpack(rows: Iterable[Sequence[Any]]) -> list[Word]:
    return [Word(*row) for row in rows]


def lines(words: Iterable[Word]) -> list[list[Word]]:
    """The words of each line, in the order they are read."""
    return [list(group) for _line, group in groupby(words, key=lambda word: word.line)]


def text(words: Iterable[Word]) -> str:
    return "\n".join(" ".join(word.text for word in line) for line in lines(words))


def mean(words: Sequence[Word]) -> int:
    """The mean confidence, by letters, as a long word says more than a speck."""
    weight = sum(len(word.text) for word in words)
    return round(sum(word.confidence * len(word.text) for word in words) / weight) if weight else 0


def from_the_right(line: Sequence[Word]) -> list[Word]:
    """A line of Arabic words and figures in the order it is read.

    A reader that takes it for a line of Latin, because the figures are longer than the label, puts `74977/24` before
    `رقم:`, or gives the whole line from the left. Other words keep their order.
    """
    arabic = [word for word in line if word.is_arabic]
    if not arabic or any(LATIN.search(word.text) for word in line):
        return list(line)
    if len(arabic) > 1 and all(one.x < other.x for one, other in pairwise(arabic)):
        return sorted(line, key=lambda word: -word.x)
    kept: list[Word] = []
    for word in line:
        at = len(kept)
        while at and (word.is_figures or kept[at - 1].is_figures) and word.x >= kept[at - 1].x + kept[at - 1].width:
            at -= 1
        kept.insert(at, word)
    return kept
