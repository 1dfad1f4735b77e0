"""PDF: what starts something when it is opened is looked for in the plain part and in compressed objects.

The document is not parsed: page trees and cross-references that run in circles lead nowhere here.
"""

from __future__ import annotations

import mmap
import re
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from .verdicts import Damaged, Locked, Oversized, Program, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

DICTIONARY = 16 << 10  # bytes around a name in which its dictionary begins and ends
STREAMS = 20_000  # streams of objects, of some hundred objects each
INFLATED = 16 << 20  # bytes of one of them
INFLATED_IN_ALL = 256 << 20
EMBEDDED_HEAD = 4096  # bytes of an embedded file looked at
PIECE = 1 << 14  # bytes unpacked at a time
WINDOW = 4 << 20  # bytes of a file looked at before they are let go
BEYOND = 4096  # bytes behind a window in which a word may end that begins in it
RUN = re.compile(rb"[\s\d(]*")  # what a word may hold any number of
UNLOCKING = 20  # seconds


def _name(word: bytes) -> bytes:
    """A pattern for a name in a PDF, any letter of which may be written as its code (`#4a`)."""
    return b"".join(b"(?:%c|#(?i:%02x))" % (code, code) for code in word)


def _names(*words: bytes) -> bytes:
    return b"(?:" + b"|".join(map(_name, words)) + rb")(?![A-Za-z0-9])"


# Long enough never to appear by chance in a hundred megabytes of compressed data, as "/JS" would. Actions that run,
# start, fetch or send; forms that are programs (XFA); films and models, which bring players with them; local addresses.
PROGRAMS = (
    _names(b"JavaScript", b"Launch", b"RichMedia", b"SubmitForm", b"ImportData", b"GoToE", b"GoToR", b"Rendition"),
    _names(b"Movie"),
    _name(b"XFA") + rb"\s*(?:\[|\d+\s+\d+\s+R)",
    _name(b"URI") + rb"\s*\(\s*(?i:file:|javascript:|vbscript:|data:|ms-[a-z-]+:|\\\\)",
)
# One pattern for all, so that a hundred megabytes are gone over once. What follows the slash is looked at first.
WORDS = re.compile(
    b"/(?=[#JLRSIGMXUOE])(?:(?P<program>"
    + b"|".join(PROGRAMS)
    + b")|(?P<objects>"
    + _names(b"ObjStm")
    + b")|(?P<embedded>"
    + _names(b"EmbeddedFile")
    + b")|(?P<encrypted>"
    + _names(b"Encrypt")
    + b"))"
)
FILTER = re.compile(b"/" + _name(b"Filter") + rb"\s*(\[[^\]]*\]|/[A-Za-z0-9#]+)")
FLATE = re.compile(rb"\[?\s*/" + _names(b"FlateDecode", b"Fl") + rb"\s*\]?")
PREDICTOR = re.compile(b"/" + _name(b"Predictor") + rb"\s*(?!1\b)\d+")
# Read from its end: a pattern that began with the name could be made to look at the same bytes again and again.
PROGRAM_NAME = re.compile(
    rb"\.(?:exe|dll|com|scr|bat|cmd|ps1|jse?|vbs|vbe|wsf|hta|lnk|jar|msi|docm|xlsm|pptm)\s?\)", re.I
)
NAMED_FILE = re.compile(rb"/U?F\s*\([^()]*$")
STARTS_AS_PROGRAM = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"<script",
    b"<html",
    b"<!DOCTYPE html",
    b"PK\x03\x04",
)


def check(path: Path, content: mmap.mmap) -> None:
    """A PDF from its first byte (a page may hide in front of a later one) that starts nothing when opened.

    Raises:
        Unknown, Program, Damaged, Oversized, Locked
    """
    if content[:5] != b"%PDF-" or content.rfind(b"%%EOF") < 0:
        raise Unknown
    if _is_page_or_archive(content):
        raise Unknown
    if _check_plain(content):
        _check_unlocked(path)


def _is_page_or_archive(content: mmap.mmap) -> bool:
    """Another nature: markup in the first lines, as a browser would look for it, or an archive behind the end."""
    head = content[:1024].lower()
    end = content.rfind(b"%%EOF") + 5
    behind = content[end : end + 4096].lstrip(b"\r\n\0 ")
    return any(mark in head for mark in (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php")) or (
        b"PK\x05\x06" in content[-(1 << 16) - 22 :] or behind.startswith((b"MZ", b"\x7fELF", b"PK"))
    )


def _check_plain(content: mmap.mmap) -> bool:
    """Look in the plain part, in the streams of objects, and at the beginning of embedded files.

    Says whether it is encrypted: then names were seen, which never are, and streams of objects were not.
    """
    found: dict[str, list[re.Match[bytes]]] = {"objects": [], "embedded": [], "encrypted": []}
    for match in _each(WORDS, content):
        kind = match.lastgroup or ""
        if kind == "program":
            raise Program
        if len(found[kind]) > STREAMS:
            raise Oversized
        found[kind].append(match)
    if _names_program(content):
        raise Program
    for match in found["embedded"]:
        place = _stream(content, match)
        if place and _embedded(content, *place).lstrip().startswith(STARTS_AS_PROGRAM):
            raise Program
    if not found["encrypted"]:
        _check_objects(content, found["objects"])
    return bool(found["encrypted"])


def _each(pattern: re.Pattern[bytes], content: mmap.mmap | bytes) -> Iterator[re.Match[bytes]]:
    """As `finditer`, holding no more of a mapped file in memory than a window. A word that blanks or digits draw out
    beyond it is followed to its end, and no word begins among those."""
    start = at = 0
    while start < len(content):
        end = start + WINDOW
        run = RUN.match(content, min(end + BEYOND, len(content)))
        drawn_out = run.end() if run else end
        if drawn_out > end + 2 * BEYOND:
            end = drawn_out
        for match in pattern.finditer(content, max(at, start), drawn_out + BEYOND):
            if match.start() >= end:
                break
            at = match.end()
            yield match
        start = end
        if isinstance(content, mmap.mmap):
            content.madvise(mmap.MADV_DONTNEED)


def _embedded(content: mmap.mmap, start: int, dictionary: bytes) -> bytes:
    """The beginning of an embedded file."""
    packed = FILTER.search(dictionary)
    return _inflate(content, start, EMBEDDED_HEAD) if packed else content[start : start + EMBEDDED_HEAD]


def _names_program(content: mmap.mmap | bytes) -> bool:
    for number, found in enumerate(_each(PROGRAM_NAME, content)):
        if number > STREAMS or NAMED_FILE.search(content[max(0, found.start() - 400) : found.start()]):
            return True
    return False


def _check_objects(content: mmap.mmap, found: list[re.Match[bytes]]) -> None:
    """Objects packed in a way that no writer uses are packed so that nobody looks inside: those are refused."""
    seen: set[int] = set()
    left = INFLATED_IN_ALL
    for match in found:
        place = _stream(content, match)
        if place is None:
            raise Unknown
        start, dictionary = place
        packed = FILTER.search(dictionary)
        if packed is None or start in seen:  # plain, and searched already as part of the whole
            continue
        seen.add(start)
        if not FLATE.fullmatch(packed[1].strip()) or PREDICTOR.search(dictionary):
            raise Unknown
        objects = _inflate(content, start, INFLATED, strict=True)
        left -= max(len(objects), PIECE)
        if len(objects) > INFLATED or left < 0:
            raise Oversized
        if any(match.lastgroup == "program" for match in WORDS.finditer(objects)) or _names_program(objects):
            raise Program


def _stream(content: mmap.mmap, found: re.Match[bytes]) -> tuple[int, bytes] | None:
    """Where the stream begins in whose dictionary `found` stands, and that dictionary."""
    opened = content.rfind(b"obj", max(0, found.start() - DICTIONARY), found.start())
    start = content.find(b"stream", found.end(), found.end() + DICTIONARY)
    if opened < 0 or start < 0:
        return None
    dictionary = content[opened:start]
    start += len(b"stream")
    start += len(content[start : start + 2]) - len(content[start : start + 2].lstrip(b"\r\n"))
    return start, dictionary


def _inflate(content: mmap.mmap, start: int, most: int, *, strict: bool = False) -> bytes:
    """What comes out of a packed stream, to little more than `most` bytes.

    Raises:
        Damaged: it breaks off with a mistake, behind which one reader shows what another does not.
        Oversized: bytes go in and nothing comes out.
    """
    inflating, out, went_in = zlib.decompressobj(), bytearray(), 0
    while start < len(content) and len(out) <= most and not inflating.eof:
        piece = content[start : start + PIECE]
        start, went_in = start + PIECE, went_in + len(piece)
        if went_in > 4 * most:
            raise Oversized
        while piece and len(out) <= most:
            try:
                out += inflating.decompress(piece, most + 1 - len(out))
            except zlib.error:
                if strict:
                    raise Damaged from None
                return bytes(out)
            piece = inflating.unconsumed_tail
    return bytes(out)


def _check_unlocked(path: Path) -> None:
    """Under a password of its owner only (no printing), it opens for everybody: then look inside a copy without it.

    PDFium opens it in a process of its own, with bounded memory and time: a hostile document ends that one at worst.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.pdf"
        try:
            done = subprocess.run(
                [sys.executable, "-I", Path(__file__).with_name("unlock.py"), path, copy],
                timeout=UNLOCKING,
                capture_output=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Oversized from None
        if done.returncode or not copy.exists() or not copy.stat().st_size:
            raise Locked
        with copy.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            _check_plain(content)
