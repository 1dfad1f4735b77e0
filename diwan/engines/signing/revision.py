"""One incremental revision (ISO 32000-1, 7.5.6) with an invisible signature field, for plain files such as ours.

pyHanko reads a document object by object and writes its metadata anew: 6 ms, against 0.2 for the four objects a first
signature really needs. A file counts as plain when it is one revision with a classic cross-reference table, is not
encrypted and has neither form nor annotation on its first page; any other is left to pyHanko.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise

ENTRY = 20  # octets of a line of the cross-reference table
END = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.DOTALL)
REFERENCE = rb"(\d+) 0 R"
ID = re.compile(rb"/ID\s*\[\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>)")
INVISIBLE = b"/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]"  # printed with the page, locked
PADES = b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
EXTENSIONS = (
    b"/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"  # what PAdES adds to 1.7
)


@dataclass(frozen=True)
class Revision:
    """What is written after the document, around the place of the signature."""

    before: bytes
    after: bytes
    digest: bytes  # SHA-256 of the document and of both

    def around(self, pdf: bytes, signature: bytes, room: int) -> bytes:
        """The signed document."""
        return b"".join((pdf, self.before, b"<", signature.hex().encode().ljust(room, b"0"), b">", self.after))


def plan(pdf: bytes, *, field: str, reason: str, at: datetime, room: int) -> Revision | None:
    """The revision that signs `pdf` with `room` hexadecimal digits for the signature; None when it is not plain."""
    document = _read(pdf)
    if document is None:
        return None
    size, root, page = document.size, document.root, document.page
    widget, value = size, size + 1
    written = {
        page: document.body(page) + b"/Annots[%d 0 R]>>" % widget,
        root: document.body(root) + b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>" % widget + EXTENSIONS + b">>",
        widget: b"<<%b/FT/Sig/T(%b)/P %d 0 R/V %d 0 R>>" % (INVISIBLE, field.encode("ascii"), page, value),
    }
    before, places = bytearray(b"\n"), {}
    for number, body in written.items():
        places[number] = len(pdf) + len(before)
        before += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    places[value] = len(pdf) + len(before)
    said = f"{at.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()
    words = reason.encode("utf-16-be").hex().encode()
    before += b"%d 0 obj\n<<%b/M(D:%b)/Reason<feff%b>/Contents" % (value, PADES, said, words)
    start = len(pdf) + len(before)
    after = start + room + 2
    tail = _tail(document, places, after)
    ending = b"/ByteRange[0 %d %d %10d]>>\nendobj\n" % (start, after, 0)
    ending = b"/ByteRange[0 %d %d %10d]>>\nendobj\n" % (start, after, len(ending) + len(tail(len(ending))))
    ending += tail(len(ending))
    digest = sha256(pdf)
    digest.update(before)
    digest.update(ending)
    return Revision(bytes(before), ending, digest.digest())


def _tail(document: _Document, places: dict[int, int], after: int):
    """The cross-reference section and the trailer, once it is known how far behind `after` they stand."""
    changed = b"".join(b"%d 1\n%010d 00000 n\r\n" % (number, places[number]) for number in sorted(places))
    trailer = b"trailer\n<</Size %d%b/ID[%b<%b>]/Prev %d>>\nstartxref\n" % (
        document.size + 2,
        document.kept,
        document.identifier,
        sha256(document.pdf[-1024:] + changed).hexdigest()[:32].encode(),
        document.table,
    )
    return lambda distance: b"xref\n" + changed + trailer + b"%d\n%%%%EOF\n" % (after + distance)


@dataclass(frozen=True)
class _Document:
    pdf: bytes
    table: int  # where the cross-reference table stands
    offsets: dict[int, int]
    ends: dict[int, int]  # where the object at an offset is over
    size: int
    root: int
    page: int
    kept: bytes  # of the trailer: /Root and /Info
    identifier: bytes

    def body(self, number: int) -> bytes:
        """A dictionary without its closing brackets."""
        return _dictionary(self.pdf, number, self.offsets, self.ends)[:-2]


def _dictionary(pdf: bytes, number: int, offsets: dict[int, int], ends: dict[int, int]) -> bytes:
    """An object that is a dictionary and nothing else.

    Raises:
        ValueError: it is not.
    """
    start = offsets.get(number, -1)
    found = re.fullmatch(rb"%d 0 obj\s*(<<.*>>)\s*endobj\s*" % number, pdf[start : ends.get(start, 0)], re.DOTALL)
    if found is None or b"stream" in found[1]:
        raise ValueError(number)
    return found[1]


def _read(pdf: bytes) -> _Document | None:
    end = END.match(pdf, max(pdf.rfind(b"trailer"), 0))
    if end is None or re.search(rb"/(Prev|Encrypt|XRefStm)\b", end[1]) or pdf.count(b"startxref") != 1:
        return None
    try:
        trailer, table = end[1], int(end[2])
        head = re.compile(rb"xref\s+0 (\d+)\s+").match(pdf, table)
        identifier, root = ID.search(trailer), re.search(rb"/Root " + REFERENCE, trailer)
        if head is None or identifier is None or root is None or head.end() + ENTRY * int(head[1]) > end.start():
            return None
        size = int(head[1])
        lines = [pdf[head.end() + ENTRY * n :][:ENTRY] for n in range(size)]
        offsets = {n: int(line[:10]) for n, line in enumerate(lines) if line[10:18] == b" 00000 n"}
        starts = sorted([*offsets.values(), table])
        ends = dict(pairwise(starts))
        catalogue = _dictionary(pdf, int(root[1]), offsets, ends)
        pages = _dictionary(pdf, _named(catalogue, rb"/Pages "), offsets, ends)
        page = _named(pages, rb"/Kids\s*\[\s*")
        if re.search(rb"/(AcroForm|Perms|Extensions)\b", catalogue) or not re.search(rb"/Type\s*/Catalog\b", catalogue):
            return None
        if not re.search(rb"/Type\s*/Page\b(?!.*/Annots)", _dictionary(pdf, page, offsets, ends), re.DOTALL):
            return None
    except ValueError:
        return None
    kept = b"".join(m[0] for m in re.finditer(rb"/(Root|Info) " + REFERENCE, trailer))
    return _Document(pdf, table, offsets, ends, size, int(root[1]), page, kept, identifier[1])


def _named(dictionary: bytes, key: bytes) -> int:
    found = re.search(key + REFERENCE, dictionary)
    if found is None:
        raise ValueError(key)
    return int(found[1])
