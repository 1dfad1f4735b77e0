"""What PostgreSQL indexes of a text: a `tsvector` written from our own analysis, within the limits it has.

Limits: a position is at most 16,383, a lexeme has at most 255 of them, a vector is at most a megabyte. What a very long
text says after its 16,000th word is found by words but not by phrases, and past some 900 kB of different words nothing
more is taken in: `is_cut` says so.
"""

from __future__ import annotations

from .words import tokens

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
        for token in tokens(text):
            if token.whole:
                self._put(token.whole, self.position + 1, weight)
            for forms in token.places:
                self.position += 1
                for form in forms:
                    self._put(form, self.position, weight)
        self.position += GAP

    def _put(self, word: str, position: int, weight: str) -> None:
        places = self.places.get(word)
        if places is None:
            self.size += len(word.encode()) + 12
            if self.size > LARGEST:
                self.is_cut = True
                return
            places = self.places[word] = []
        if position <= POSITIONS and len(places) < PLACES and self.size < LARGEST:
            self.size += 2
            places.append(f"{position}{weight}")

    def __str__(self) -> str:
        return " ".join(
            f"{lexeme(word)}:{','.join(places)}" if places else lexeme(word) for word, places in self.places.items()
        )
