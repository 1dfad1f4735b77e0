"""Pictures: the frame is read (sizes, parts, the end), no point is decoded.

A decoder is the part of a picture program that hostile files aim at, so none runs here. The frame tells what matters: a
picture cut short, one that is something else, one that would fill the memory of whoever opens it.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

from .verdicts import Damaged, Oversized, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from mmap import mmap

SIDE = 30_000  # points: a plan of A0 at 600 dpi is 28,087 high
POINTS = 300_000_000
RAW = 600_000_000  # bytes of a picture unpacked: A4 at 1200 dpi in colour is 418 million
PARTS = 100_000  # segments, chunks or entries
PAGES = 1_000  # of a TIFF
SCANS = 500  # of a progressive JPEG: each makes the reader go over the whole picture again
# What a picture neither begins with nor carries behind its end: a second nature for a program that looks elsewhere.
FOREIGN = re.compile(rb"%PDF-|<script|<\?php|<html|<!doctype|PK\x05\x06|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", re.I)
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"PK\x03\x04", b"\xca\xfe\xba\xbe")
FRONT, BACK = 1 << 16, 1 << 20  # bytes looked at in front, and behind the end


def check(content: mmap, expected: str) -> None:
    """Look at a picture.

    Raises:
        Unknown: it is something else, or something else as well.
        Damaged: cut short, or its parts contradict each other.
        Oversized: too many points, pages or parts.
    """
    front = content[:FRONT]
    if FOREIGN.search(front):
        raise Unknown
    try:
        end = KINDS[expected](content)
    except (struct.error, IndexError) as error:
        raise Damaged from error
    behind = content[end : end + BACK] + content[max(end + BACK, len(content) - FRONT) :]
    if behind.lstrip(b"\0").startswith(PROGRAMS) or FOREIGN.search(behind):
        raise Unknown


def _measure(width: int, height: int) -> None:
    if not width or not height:
        raise Damaged
    if max(width, height) > SIDE or width * height > POINTS:
        raise Oversized


# --- PNG -----------------------------------------------------------------------------------------------------------

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _png(content: mmap) -> int:
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        raise Unknown
    at, raw, unpacked, inflating = 8, 0, 0, zlib.decompressobj()
    for number in range(PARTS):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        body = memoryview(content)[at + 8 : at + 8 + length] if length <= len(content) - at - 12 else None
        if body is None:
            raise Damaged
        try:
            if (
                zlib.crc32(body, zlib.crc32(kind))
                != struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0]
            ):
                raise Damaged
            if (kind == b"IHDR") != (number == 0):
                raise Damaged
            if kind == b"IHDR":
                raw = _raw_size(bytes(body))
            if kind == b"IDAT":
                unpacked = _inflate(inflating, body, unpacked, raw)
        finally:
            body.release()
        at += 12 + length
        if kind == b"IEND":
            if unpacked < raw:
                raise Damaged
            return at
    raise Oversized


def _raw_size(header: bytes) -> int:
    width, height, depth, colour, _compression, _filter, woven = struct.unpack(">IIBBBBB", header)
    if depth not in DEPTHS.get(colour, ()) or woven > 1:
        raise Damaged
    _measure(width, height)
    bits = depth * CHANNELS[colour]
    if not woven:
        raw = height * (1 + (width * bits + 7) // 8)
    else:
        passes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in ADAM7 if x < width and y < height]
        raw = sum(high * (1 + (wide * bits + 7) // 8) for wide, high in passes)
    if raw > RAW:
        raise Oversized
    return raw


def _inflate(inflating: zlib._Decompress, body: memoryview, unpacked: int, raw: int) -> int:
    """How many bytes are unpacked by now; more than the picture has points for is a bomb."""
    rest: bytes | memoryview = body
    while len(rest) and not inflating.eof:
        try:
            unpacked += len(inflating.decompress(rest, 1 << 20))
        except zlib.error as error:
            raise Damaged from error
        rest = inflating.unconsumed_tail
        if unpacked > raw + 4096:
            raise Oversized
    return unpacked


# --- JPEG ----------------------------------------------------------------------------------------------------------

MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")  # after any number of bytes that fill
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # inside the points
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def _jpeg(content: mmap) -> int:
    if content[:3] != b"\xff\xd8\xff":
        raise Unknown
    at, framed, scans = 2, False, 0
    for _number in range(PARTS):
        found = MARKER.match(content, at)
        if found is None:
            raise Damaged
        at, marker = found.end(), content[found.end() - 1]
        if marker == 0xD9:
            if not scans:
                raise Damaged
            return at
        if marker in {0x01, 0xD8}:
            continue
        length = struct.unpack(">H", content[at : at + 2])[0]
        if length < 2 or at + length > len(content):
            raise Damaged
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[at + 3 : at + 7])
            _measure(width, height)
            framed = True
        at += length
        if marker == 0xDA:
            scans += 1
            if not framed:
                raise Damaged
            if scans > SCANS:
                raise Oversized
            found = NEXT_MARKER.search(content, at)
            if found is None:
                raise Damaged
            at = found.start()
    raise Oversized


# --- TIFF ----------------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, OFFSETS, COUNTS = 256, 257, (273, 324), (279, 325)
SHORT, LONG = 3, 4
ENTRIES = 1_000  # of one page
VALUES = 4_000_000  # of all pages: where each strip is, and how long


def _tiff(content: mmap) -> int:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(content[:4])
    if order is None:
        raise Unknown
    at = struct.unpack(order + "I", content[4:8])[0]
    seen: set[int] = set()
    left = VALUES
    while at:
        if at in seen or at >= len(content):
            raise Damaged
        seen.add(at)
        if len(seen) > PAGES:
            raise Oversized
        at, values = _tiff_page(content, order, at)
        left -= values
        if left < 0:
            raise Oversized
    if not seen:
        raise Damaged
    return len(content)  # its parts lie in any order: nothing is behind the end


def _tiff_page(content: mmap, order: str, at: int) -> tuple[int, int]:
    """Where the next page is (0: nowhere), and how many numbers this one took."""
    entries = struct.unpack(order + "H", content[at : at + 2])[0]
    after = at + 2 + 12 * entries
    if entries > ENTRIES:
        raise Oversized
    if after + 4 > len(content):
        raise Damaged
    known: dict[int, list[int]] = {}
    wanted = {WIDTH, HEIGHT, *OFFSETS, *COUNTS}
    for place in range(at + 2, after, 12):
        tag, kind, count = struct.unpack(order + "HHI", content[place : place + 8])
        if tag in wanted and kind in {SHORT, LONG}:
            known[tag] = list(_values(content, order, place + 8, kind, count))
    if WIDTH not in known or HEIGHT not in known:
        raise Damaged
    _measure(known[WIDTH][0], known[HEIGHT][0])
    for offsets, counts in zip(OFFSETS, COUNTS, strict=True):
        if offsets in known:
            sizes = known.get(counts, [])
            # Some programs leave the sizes out where there is one strip alone.
            if len(sizes) != len(known[offsets]) and not (not sizes and len(known[offsets]) == 1):
                raise Damaged
            if any(start + size > len(content) for start, size in zip(known[offsets], sizes or [1], strict=True)):
                raise Damaged
            break
    else:
        raise Damaged
    return struct.unpack(order + "I", content[after : after + 4])[0], sum(map(len, known.values()))


def _values(content: mmap, order: str, place: int, kind: int, count: int) -> Iterator[int]:
    size, code = (2, "H") if kind == SHORT else (4, "I")
    if not count:
        raise Damaged
    if count > PARTS:
        raise Oversized
    if size * count > 4:
        place = struct.unpack(order + "I", content[place : place + 4])[0]
    yield from struct.unpack(f"{order}{count}{code}", content[place : place + size * count])


# --- WebP ----------------------------------------------------------------------------------------------------------


def _webp(content: mmap) -> int:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise Unknown
    end = 8 + struct.unpack("<I", content[4:8])[0]
    if end > len(content):
        raise Damaged
    at, drawn = 12, False
    for _number in range(PARTS):
        if at + 8 > end:
            break
        kind, length = struct.unpack("<4sI", content[at : at + 8])
        body = content[at + 8 : at + 8 + 16]
        if at + 8 + length > end:
            raise Damaged
        if kind == b"VP8X":
            _measure(*(1 + int.from_bytes(body[place : place + 3], "little") for place in (4, 7)))
        elif kind == b"VP8 ":
            if body[3:6] != b"\x9d\x01\x2a":
                raise Damaged
            wide, high = struct.unpack("<HH", body[6:10])
            _measure(wide & 0x3FFF, high & 0x3FFF)
        elif kind == b"VP8L":
            if body[0] != 0x2F:
                raise Damaged
            bits = struct.unpack("<I", body[1:5])[0]
            _measure(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        drawn = drawn or kind in {b"VP8 ", b"VP8L", b"ANMF"}
        at += 8 + length + length % 2
    if not drawn:
        raise Damaged
    return end


KINDS: dict[str, Callable[[mmap], int]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/tiff": _tiff,
    "image/webp": _webp,
}
