"""Octets of a signed file moved by hand, where a library would set them right again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from asn1crypto import cms

if TYPE_CHECKING:
    from collections.abc import Callable

RANGE = re.compile(rb"/ByteRange\s*\[([0-9\s]+)\]")
CONTENTS = re.compile(rb"/Contents\s*<([0-9A-Fa-f]+)>")


def swap(pdf: bytes, old: bytes, new: bytes, *, count: int = 1) -> bytes:
    """Other octets of the same length in the same place."""
    assert old in pdf, old
    return pdf.replace(old, new.ljust(len(old)), count)


def ranged(pdf: bytes, change: Callable[[list[int]], list[int | str]] | bytes) -> bytes:
    """Another ByteRange, of the same length on disk."""
    found = RANGE.search(pdf)
    assert found
    if isinstance(change, bytes):
        new = change
    else:
        new = b"/ByteRange [" + " ".join(map(str, change(list(map(int, found[1].split()))))).encode() + b"]"
    assert len(new) <= len(found[0]) + 40
    return pdf[: found.start()] + new.ljust(len(found[0])) + pdf[found.end() :]


def container(pdf: bytes, change: Callable[[Any], Any]) -> bytes:
    """Another CMS in the same place: `change` gets the parsed one and gives DER or an object."""
    found = CONTENTS.search(pdf)
    assert found
    info = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))
    made = change(info)
    if made is None:
        info = cms.ContentInfo({"content_type": "signed_data", "content": info["content"].copy()})
        made = info
    der = made if isinstance(made, bytes) else made.dump(force=True)
    hexadecimal = der.hex().encode().ljust(len(found[1]), b"0")
    assert len(hexadecimal) == len(found[1])
    return pdf[: found.start(1)] + hexadecimal + pdf[found.end(1) :]


def contents(pdf: bytes, new: bytes) -> bytes:
    """Whatever in the place of the signature, of the same length."""
    found = CONTENTS.search(pdf)
    assert found
    return pdf[: found.start()] + (b"/Contents " + new).ljust(found.end() - found.start()) + pdf[found.end() :]


def last_table(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def trailer_of(pdf: bytes) -> tuple[int, bytes]:
    """The size and the root the last trailer names."""
    size = re.findall(rb"/Size\s+(\d+)", pdf)[-1]
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", pdf)[-1]
    return int(size), root


def appended(
    pdf: bytes,
    objects: dict[int, bytes],
    *,
    moved: dict[int, int] | None = None,
    freed: tuple[int, ...] = (),
    root: bytes = b"",
    table: bool = True,
    trailer: bool = True,
    end: bytes = b"%%EOF\n",
    more: bytes = b"",
) -> bytes:
    """An incremental update written by hand: objects anew, others said to lie elsewhere or to be free."""
    out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    places = dict(moved or {})
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    size, old_root = trailer_of(pdf)
    start = len(out)
    if table:
        out += b"xref\n0 1\n0000000000 65535 f \n"
        for number in sorted([*places, *freed]):
            out += b"%d 1\n" % number
            out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00001 f \n"
    if trailer:
        size = max([size, *(n + 1 for n in places)])
        out += b"trailer\n<</Size %d/Root %b/Prev %d%b>>\n" % (size, root or old_root, last_table(pdf), more)
        out += b"startxref\n%d\n" % start
    return bytes(out + end)


def number_of(pdf: bytes, mark: bytes) -> int:
    """The number of the object in which this stands."""
    at = pdf.index(mark)
    return int(re.findall(rb"(\d+) 0 obj", pdf[:at])[-1])


def body_of(pdf: bytes, number: int) -> bytes:
    found = re.findall(rb"(?:^|\s)%d 0 obj\s*(.*?)\s*endobj" % number, pdf, re.DOTALL)
    return found[-1]


def wrapped(pdf: bytes, number: int, body: bytes, *, signature: int, spread: int = 0) -> bytes:
    """Signature wrapping as it works on careless readers: the second signed part stands at the end, another table where
    its own last line says that the table is, and a copy of the signature that names the octets where they are now."""
    found = RANGE.search(pdf)
    assert found
    _, first, second, rest = map(int, found[1].split())
    place = last_table(pdf)
    entries = listed(pdf, place)
    size, root = trailer_of(pdf)
    previous = re.findall(rb"/Prev\s+(\d+)", pdf[place:])[-1]
    numbers = sorted({*entries, number, signature})
    table_length = len(b"xref\n") + sum(len(b"%d 1\n" % n) + 20 for n in numbers)
    trailer = b"trailer\n<</Size %d/Root %b/Prev %b>>\n" % (size, root, previous)
    objects = place + table_length + len(trailer)
    evil = b"%d 0 obj\n%b\nendobj\n" % (number, body)
    copy = pdf[pdf.rindex(b"%d 0 obj" % signature, 0, first) : second]
    copy_at = objects + len(evil)
    tail_at = copy_at + len(copy) + 160 + spread
    copy = RANGE.sub(
        b"", copy
    ) + b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange [0 %d %d %d]>>\nendobj\n" % (
        first,
        tail_at,
        rest,
    )
    moved = {n: at if at < first else at + tail_at - second for n, at in entries.items()}
    moved |= {number: objects, signature: copy_at}
    table = b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % (n, moved[n]) for n in numbers)
    middle = table + trailer + evil + copy
    assert len(table) == table_length
    start = pdf[:second].ljust(place, b" ")
    return (start + middle).ljust(tail_at, b" ") + pdf[second : second + rest]


def listed(pdf: bytes, place: int) -> dict[int, int]:
    """Where the objects of a table stand."""
    entries, number = {}, 0
    for line in pdf[place : pdf.index(b"trailer", place)].split(b"\n")[1:]:
        words = line.split()
        if len(words) == 2:
            number = int(words[0])
        elif len(words) == 3:
            if words[2] == b"n":
                entries[number] = int(words[0])
            number += 1
    return entries
