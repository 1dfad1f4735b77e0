"""The words of a text: where each stands, and the forms under which it is found.

A reference is kept whole and in parts (MEN-2026-001284: also 2026 and 1284), whatever separates its parts. Words that
say nothing take their place, so that a phrase keeps its distances, and are not indexed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from diwan.kit.arabic import normalise

from .stems import conjoined, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0300-\u036f"
WORD = rf"[\w{MARKS}]+"
# عبد الله is one name, as everywhere in Diwan.
TOKEN = re.compile(rf"(?:\bعبد\s+(?=[اأإآ]ل))?{WORD}(?:[-/.]{WORD})*")
LONGEST = 64  # characters; what is longer is not a word
STOP = frozenset(
    normalise(
        # Arabic: particles, pronouns, and the two formulae that stand in every letter's first line.
        "في من الى على عن مع ان او ثم قد لقد كل ما لا لم لن هذا هذه ذلك تلك التي الذي الذين هو هي هم كما بعد قبل عند "
        "منذ حتى اذا لدى بين غير سوى ايضا وفي ومن وعلى والى وعن وان وهو وهي ولا ولم بها به له لها لهم فيه فيها عليه "
        "عليها منه منها اليه اليها الا "
        # French and English.
        "le la les un une des du de au aux et ou ni mais donc or car que qui quoi dont ce cet cette ces son sa ses "
        "leur leurs mon ma mes notre nos votre vos je tu il elle on nous vous ils elles se en y dans par pour sur avec "
        "sans sous est sont ete etre a ont ne pas plus d l s n c j m t qu jusqu lorsqu puisqu "
        "the of and to in for is are"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A place in a text. `places` are the positions it takes, each with its forms: the exact one first, then its stem;
    none where the word says nothing. `whole` is the reference that it is all of."""

    start: int
    end: int
    places: tuple[tuple[str, ...], ...]
    whole: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order."""
    for found in TOKEN.finditer(text):
        places, whole = forms(found[0])
        if places:
            yield Token(found.start(), found.end(), places, whole)


@lru_cache(maxsize=200_000)
def forms(raw: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """The positions that a token takes, and the reference it is as a whole."""
    parts = re.findall(r"\w+", normalise(raw).replace("_", " "))
    places = tuple(_forms(part) for part in parts if len(part) <= LONGEST)
    is_reference = len(parts) > 1 and any(c.isdigit() for c in raw)
    whole = "-".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts) if is_reference else ""
    return places, whole[:LONGEST]


def _forms(part: str) -> tuple[str, ...]:
    if part.isdigit():
        return (part.lstrip("0") or "0",)
    if part in STOP:
        return ()
    return tuple(dict.fromkeys(form for form in (part, stem(part), conjoined(part)) if form))
