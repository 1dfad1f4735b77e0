"""What PostgreSQL indexes of a text: a `tsvector` written from our own analysis, within the limits it has.

Limits: a position is at most 16,383, a lexeme has at most 255 of them, a vector is at most a megabyte. What a very long
text says after its 16,000th word is found by words but not by phrases, and past some 900 kB of different words nothing
more is taken in: `is_cut` says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .words import TOKEN, forms

if TYPE_CHECKING:
    from collections.abc import Iterable

POSITIONS = 16_000
PLACES = 250
LARGEST = 900_000  # bytes
GAP = 20  # positions between two parts: a phrase does not reach from the subject into the text


def lexeme(word: str) -> str:
    """A lexeme as the text forms of `tsvector` and `tsquery` quote it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


class Vector:
    """The words of one thing, part after part."""

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = {}
        self.position = 0
        self.size = 0
        self.is_cut = False

    def add(self, text: str, weight: str) -> None:
        """Take in the words of a part; `weight` is A (heaviest) to D."""
        for raw in TOKEN.findall(text):
            places, whole = forms(raw)
            if whole:
                self._put((whole,), self.position + 1, weight)
            for said in places:
                self.position += 1
                self._put(said, self.position, weight)
        self.position += GAP

    def _put(self, words: Iterable[str], position: int, weight: str) -> None:
        """All the forms that stand at one position."""
        place, known = f"{position}{weight}", self.places
        for word in words:
            places = known.get(word)
            if places is None:
                self.size += len(word.encode()) + 12
                if self.size > LARGEST:
                    self.is_cut = True
                    continue
                places = known[word] = []
            if position <= POSITIONS and len(places) < PLACES and self.size < LARGEST:
                self.size += 2
                places.append(place)

    def __str__(self) -> str:
        return " ".join(
            f"{lexeme(word)}:{','.join(places)}" if places else lexeme(word) for word, places in self.places.items()
        )
