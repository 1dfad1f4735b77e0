"""PDF files as most programs write them, read where they stand: bytes or a mapped file, object by object when asked.

A file is plain when each of its revisions has a classic cross-reference table (ISO 32000-1, 7.5.4), it is not encrypted
and does not hide objects in a second table. What we typeset is, and stays so with each signature. pyHanko takes 6 ms to
read such a file, against some 0.1 for the four objects a signature needs; 500 MB are never in memory.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .syntax import BLANK, NotUnderstood, after, array, dictionary, entries, items, reference, referred, skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .syntax import Buffer

ENTRY = 20  # octets of a line of the table
TAIL = 2048  # octets from the end in which the last table is named
END = re.compile(rb"startxref[" + BLANK + rb"]+(\d+)[" + BLANK + rb"]+%%EOF[" + BLANK + rb"]*\Z")
HEAD = re.compile(rb"xref[ ]*\r?\n?")
PART = re.compile(rb"(\d+) (\d+)[ ]*(?:\r\n|\n|\r)")
TRAILER = re.compile(rb"trailer[" + BLANK + rb"]*(?=<<)")
LARGEST = 1 << 20  # octets of an object that we would repeat
MOST = 2000  # revisions
DEEP = 32  # levels of the tree of pages
INHERITED = (b"/MediaBox", b"/CropBox", b"/Rotate")  # by a page, from the branches above it
STREAM = re.compile(rb"stream\r?\n")


class NotPlain(NotUnderstood):
    """Another program must read this one."""


class Encrypted(Exception):
    """Nothing can be added to it without its password."""


@dataclass(frozen=True)
class Section:
    """A table: (first number, how many, where its lines begin), and the dictionary that ends it."""

    parts: tuple[tuple[int, int, int], ...]
    trailer: dict[bytes, bytes]


class Plain:
    """A plain document.

    Raises:
        NotPlain: it is not, or is not whole.
        Encrypted
    """

    def __init__(self, data: Buffer) -> None:
        self.data = data
        found = END.search(data[-TAIL:])
        if data[:5] != b"%PDF-" or found is None:
            raise NotPlain("no beginning or no end")
        self.table = int(found[1])
        self.sections = tuple(self._sections())
        trailer = self.trailer = self.sections[0].trailer
        self.size = int(trailer[b"/Size"])
        if any(first + count > self.size for s in self.sections for first, count, _ in s.parts):
            raise NotPlain("a table larger than it says")
        root = referred(trailer.get(b"/Root", b""))
        if root is None:
            raise NotPlain("no root")
        self.root = root
        self.catalogue = self.read(root)
        if self.catalogue.get(b"/Type") != b"/Catalog":
            raise NotPlain("no catalogue")

    def _sections(self) -> Iterator[Section]:
        at = self.table
        seen: set[int] = set()
        while True:
            if at in seen or len(seen) > MOST:
                raise NotPlain("tables in a circle")
            seen.add(at)
            section = self._section(at)
            if b"/Encrypt" in section.trailer:
                raise Encrypted
            if b"/XRefStm" in section.trailer:
                raise NotPlain("hybrid")
            yield section
            if b"/Prev" not in section.trailer:
                return
            at = _number(section.trailer[b"/Prev"])

    def _section(self, at: int) -> Section:
        head = HEAD.match(self.data, at)
        if head is None:
            raise NotPlain("no table where one is said to be")
        at, parts = head.end(), []
        while part := PART.match(self.data, at):
            parts.append((int(part[1]), int(part[2]), part.end()))
            at = part.end() + ENTRY * int(part[2])
        trailer = TRAILER.match(self.data, at)
        if trailer is None:
            raise NotPlain("no trailer")
        values = entries(self.data[trailer.end() : after(self.data, trailer.end())])
        if b"/Size" not in values:
            raise NotPlain("no size")
        _number(values[b"/Size"])
        return Section(tuple(parts), values)

    def place(self, number: int) -> int:
        """Where an object stands."""
        for section in self.sections:
            for first, count, at in section.parts:
                if first <= number < first + count:
                    line = self.data[at + ENTRY * (number - first) : at + ENTRY * (number - first + 1)]
                    if line[10:18] != b" 00000 n":
                        raise NotPlain(f"object {number} is not there")
                    return int(line[:10])
        raise NotPlain(f"object {number} is nowhere")

    def _value(self, number: int) -> tuple[bytes, int]:
        at = self.place(number)
        head = b"%d 0 obj" % number
        if self.data[at : at + len(head)] != head:
            raise NotPlain(f"object {number} is elsewhere")
        start = skip(self.data, at + len(head))
        end = after(self.data, start)
        if end - start > LARGEST:
            raise NotPlain("a large object")
        return self.data[start:end], skip(self.data, end)

    def raw(self, number: int) -> bytes:
        """An object that is no stream, as its octets."""
        value, behind = self._value(number)
        if self.data[behind : behind + 6] != b"endobj":
            raise NotPlain(f"object {number} is a stream, or does not end")
        return value

    def read(self, number: int) -> dict[bytes, bytes]:
        return entries(self.raw(number))

    def resolved(self, value: bytes) -> bytes:
        """The value itself, wherever it stands."""
        number = referred(value)
        return value if number is None else self.raw(number)

    def stream(self, number: int) -> bytes | None:
        """What a stream says; none when it is packed in a way we do not read."""
        value, behind = self._value(number)
        about = entries(value)
        length = _number(self.resolved(about.get(b"/Length", b"")))
        start = STREAM.match(self.data, behind)
        if start is None or length > LARGEST:
            return None
        content = self.data[start.end() : start.end() + length]
        if b"/Filter" not in about:
            return content
        if about[b"/Filter"] in (b"/FlateDecode", b"[/FlateDecode]") and b"/DecodeParms" not in about:
            return zlib.decompress(content)
        return None

    def pages(self) -> int:
        return _number(self.resolved(self.read(self._pages_root())[b"/Count"]))

    def _pages_root(self) -> int:
        root = referred(self.catalogue.get(b"/Pages", b""))
        if root is None:
            raise NotPlain("no pages")
        return root

    def page(self, index: int) -> tuple[int, dict[bytes, bytes]]:
        """The number and the dictionary of a page, from 0; what it inherits is filled in under the same keys."""
        number, left = self._pages_root(), index
        inherited: dict[bytes, bytes] = {}
        for _depth in range(DEEP):
            node = self.read(number)
            inherited |= {key: node[key] for key in INHERITED if key in node}
            if node.get(b"/Type") == b"/Page":
                return number, inherited
            number, left = self._below(node, left)
        raise NotPlain("pages too deep")

    def _below(self, node: dict[bytes, bytes], left: int) -> tuple[int, int]:
        """The kid under which the page stands that has `left` pages before it, and how many are left to skip there."""
        kids = [referred(kid) or 0 for kid in items(self.resolved(node.get(b"/Kids", b"")))]
        if _number(self.resolved(node.get(b"/Count", b""))) == len(kids) > left:
            return kids[left], 0  # each is one page: no need to look
        for kid in kids:
            below = self.read(kid)
            count = 1 if below.get(b"/Type") == b"/Page" else _number(self.resolved(below.get(b"/Count", b"")))
            if left < count:
                return kid, left
            left -= count
        raise NotPlain("no such page")


def _number(value: bytes) -> int:
    if not value.isdigit():
        raise NotPlain("not a number")
    return int(value)


@dataclass
class Update:
    """Objects to be written behind a document, new ones and new states of old ones."""

    document: Plain
    written: dict[int, bytes] = field(default_factory=dict)
    next: int = 0

    def __post_init__(self) -> None:
        self.next = self.document.size

    def new(self, body: bytes = b"") -> int:
        number, self.next = self.next, self.next + 1
        self.written[number] = body
        return number

    def value(self, number: int) -> bytes:
        return self.written.get(number) or self.document.raw(number)

    def read(self, number: int) -> dict[bytes, bytes]:
        return entries(self.value(number))

    def put(self, number: int, values: dict[bytes, bytes]) -> None:
        self.written[number] = dictionary(values)

    def extended(self, value: bytes | None, *more: int) -> bytes:
        """An array with references added: itself where it stands alone, else what the caller writes in its place."""
        where = referred(value) if value else None
        held = array([*items(self.value(where) if where else value or b"[]"), *map(reference, more)])
        if where is None:
            return held
        self.written[where] = held
        return value or b""
