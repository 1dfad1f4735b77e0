"""Dictionaries and arrays of a PDF (ISO 32000-1, 7.3) as the octets they are: read by key, changed, put together again.

A revision repeats a page or a form with one thing added. Whatever is not understood of it must come back as it was, so
values are never turned into anything: a value is the octets between its first and its last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmap import mmap

    Buffer = bytes | mmap

BLANK = rb"\x00\t\n\x0c\r "
OTHER = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"


def _pattern(said: bytes) -> re.Pattern[bytes]:
    """`_` stands for a blank, `#` for a character of a name or a number."""
    return re.compile(said.replace(b"_", rb"[" + BLANK + rb"]").replace(b"#", OTHER))


SPACE = _pattern(rb"(?:_+|%[^\r\n]*)*")
ATOM = _pattern(rb"\d+_+\d+_+R(?!#)|/#*|<[0-9A-Fa-f\x00\t\n\x0c\r ]*>|#+")  # a reference is one value
PAIR = _pattern(  # a key with a value in one piece, and the blanks behind them
    rb"(/#+)_*(\d+_+\d+_+R(?!#)|/#*|(?<=_)#+(?!_+\d+_+R))_*(?=/|>>)"
)
INSIDE = re.compile(rb"(?:[^()<>\[\]%]+|<[0-9A-Fa-f\x00\t\n\x0c\r ]*>|%[^\r\n]*)+")  # what opens and closes nothing
REFERENCE = _pattern(rb"(\d+)_+0_+R")
PARENTHESES = re.compile(rb"[()\\]")
CLOSING = {b"<<": b">>", b"[": b"]"}
ESCAPES = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
DEEPEST = 64


class NotUnderstood(ValueError):
    """Not what the standard says a value is, or more than we care to read."""


def skip(data: Buffer, at: int) -> int:
    found = SPACE.match(data, at)
    return found.end() if found else at


def after(data: Buffer, at: int) -> int:
    """Where the value that begins at or behind `at` is over."""
    open_: list[bytes] = []
    while True:
        plain = INSIDE.match(data, at) if open_ else SPACE.match(data, at)
        at = plain.end() if plain else at
        mark = data[at : at + 2]
        if mark != b"<<" and mark != b">>":
            mark = mark[:1]
        if mark in CLOSING:
            open_.append(CLOSING[mark])
            at += len(mark)
            if len(open_) > DEEPEST:
                raise NotUnderstood("too deep")
            continue
        if open_ and mark == open_[-1]:
            open_.pop()
            at += len(mark)
        elif mark == b"(":
            at = _string(data, at)
        else:
            found = ATOM.match(data, at)
            if found is None:
                raise NotUnderstood(at)
            at = found.end()
        if not open_:
            return at


def _string(data: Buffer, at: int) -> int:
    depth = 0
    while found := PARENTHESES.search(data, at):
        at = found.end()
        mark = found[0]
        if mark == b"\\":
            at += 1
        else:
            depth += 1 if mark == b"(" else -1
            if not depth:
                return at
    raise NotUnderstood("a string without end")


def entries(dictionary: bytes) -> dict[bytes, bytes]:
    """`<</A 1/B[2]>>` as {b"/A": b"1", b"/B": b"[2]"}."""
    if not dictionary.startswith(b"<<"):
        raise NotUnderstood("not a dictionary")
    found: dict[bytes, bytes] = {}
    at = skip(dictionary, 2)
    while dictionary[at : at + 2] != b">>":
        if (pair := PAIR.match(dictionary, at)) and pair[1] not in found:
            found[pair[1]] = pair[2]
            at = pair.end()
            continue
        key = ATOM.match(dictionary, at)
        if key is None or not key[0].startswith(b"/") or key[0] in found:
            raise NotUnderstood("a key that is no name, or comes twice")
        start = skip(dictionary, key.end())
        end = after(dictionary, start)
        found[key[0]] = dictionary[start:end]
        at = skip(dictionary, end)
    return found


def dictionary(values: dict[bytes, bytes]) -> bytes:
    return b"<<%b>>" % b"".join(
        key + (value if value[:1] in b"/<[(" else b" " + value) for key, value in values.items()
    )


def items(array: bytes) -> list[bytes]:
    """`[1 0 R 7]` as [b"1 0 R", b"7"]."""
    if not array.startswith(b"["):
        raise NotUnderstood("not an array")
    found = []
    at = skip(array, 1)
    while array[at : at + 1] != b"]":
        end = after(array, at)
        found.append(array[at:end])
        at = skip(array, end)
    return found


def array(values: list[bytes]) -> bytes:
    return b"[%b]" % b" ".join(values)


def referred(value: bytes) -> int | None:
    """The number of the object a value refers to; none when it is the value itself."""
    found = REFERENCE.fullmatch(value)
    return int(found[1]) if found else None


def reference(number: int) -> bytes:
    return b"%d 0 R" % number


def text(value: bytes) -> str:
    """A text string (ISO 32000-1, 7.9.2.2) as words."""
    if value.startswith(b"<"):
        raw = bytes.fromhex(value[1:-1].decode("ascii").replace("\0", ""))
    else:
        raw = ESCAPES.sub(_unescaped, value[1:-1])
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8" if raw.startswith(b"\xef\xbb\xbf") else "latin-1")


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8) & 255]) if said[0] in b"01234567" else NAMED.get(said, said)


def written(words: str) -> bytes:
    """Words as a text string: UTF-16 in hexadecimal, so that nothing in them can end it."""
    return b"<feff%b>" % words.encode("utf-16-be", "replace").hex().encode()


def number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()
