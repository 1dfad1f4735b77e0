"""Proof of work: the browser of a depositor finds a number while they type, and a flood of letters becomes dear.

A puzzle is a signed text that names its subject (a draft), its weight in bits and its moment. It is solved by a number
such that the SHA-256 of `puzzle:answer` begins with that many zero bits: 2^bits attempts in the mean, one to check.
Solved once for one subject: whoever consumes the subject in the same transaction makes the answer worthless.
No outside service sees the depositor. See docs/decisions/bots-without-captcha.md.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

from django.core import signing

if TYPE_CHECKING:
    from datetime import timedelta

SALT = "diwan.kit.puzzle"
FREE = 8  # so many in an hour weigh the same
HEAVIEST = 6  # bits above the ordinary weight


def pose(subject: str, *, bits: int) -> str:
    """A puzzle for this subject."""
    return signing.dumps([subject, bits], salt=SALT)


def weight(bits: int, recent: int) -> int:
    """One bit more (twice the work) each time what came recently from the same network doubles beyond `FREE`."""
    return bits + min(HEAVIEST, max(0, int(math.log2(max(recent, 1) / FREE))))


def bits_of(puzzle: str) -> int:
    """The weight of a puzzle of ours; 0 when it is not."""
    try:
        return signing.loads(puzzle, salt=SALT)[1]
    except signing.BadSignature:
        return 0


def younger_than(puzzle: str, age: timedelta) -> bool:
    """Whether the puzzle was posed less than that long ago; true, too, of what is not ours."""
    try:
        signing.loads(puzzle, salt=SALT, max_age=age)
    except signing.SignatureExpired:
        return False
    except signing.BadSignature:
        return True
    return True


def solved(puzzle: str, answer: str, *, subject: str, lives: timedelta) -> bool:
    """Whether the answer solves this puzzle, and the puzzle is ours, still good, and for this subject."""
    try:
        of, bits = signing.loads(puzzle, salt=SALT, max_age=lives)
    except signing.BadSignature:
        return False
    if not answer.isdecimal():
        return False
    digest = hashlib.sha256(f"{puzzle}:{answer[:40]}".encode()).digest()
    return of == subject and int.from_bytes(digest) >> (256 - bits) == 0
