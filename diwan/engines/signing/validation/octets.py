"""The octets of a file that is judged: in memory, or read where they are, a piece at a time, by several readers.

Not mapped: each page of a map that was looked at counts as memory of the process.
"""

from __future__ import annotations

import io
import os
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

AHEAD = 1 << 16  # octets read together: objects lie near each other


class Octets:
    """A file, whole."""

    def __init__(self, given: bytes | Path) -> None:
        self.read: Callable[[int, int], bytes]  # at most so many octets, from there on
        if isinstance(given, Path):
            number = os.open(given, os.O_RDONLY | os.O_CLOEXEC)
            weakref.finalize(self, os.close, number)
            self.size = os.fstat(number).st_size
            self.read = lambda at, count: os.pread(number, count, at)
        else:
            self.size = len(given)
            self.read = lambda at, count: given[at : at + count]

    def part(self, until: int | None = None) -> Part:
        return Part(self, self.size if until is None else max(0, min(until, self.size)))

    def stream(self, until: int | None = None) -> BinaryIO:
        """From the beginning up to an octet, or to the end; each has its own place."""
        return io.BufferedReader(self.part(until), AHEAD)


class Part(io.RawIOBase):
    """The beginning of a file as a stream. `passed`: octets read through it."""

    def __init__(self, octets: Octets, until: int) -> None:
        self.octets, self.until, self.at, self.passed = octets, until, 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        at = offset + (0, self.at, self.until)[whence]
        if at < 0:
            raise ValueError("before the beginning")
        self.at = at
        return at

    def readinto(self, buffer) -> int:  # type: ignore[override]  # any buffer
        content = self.octets.read(self.at, max(0, min(len(buffer), self.until - self.at)))
        buffer[: len(content)] = content
        self.at += len(content)
        self.passed += len(content)
        return len(content)
