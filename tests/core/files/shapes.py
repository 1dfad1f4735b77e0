"""Small real files of each kind, made in code, with places to put what is wrong with them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

ODT = "application/vnd.oasis.opendocument.text"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 4, height: int = 4, data: bytes | None = None, *, more: bytes = b"", woven: int = 0) -> bytes:
    """Eight bits of grey a point, unless `data` says otherwise."""
    body = zlib.compress((b"\0" + bytes(width)) * height) if data is None else data
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, woven)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", body) + chunk(b"IEND")


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(
    width: int = 8, height: int = 8, *, comment: bytes = b"", scans: int = 1, points: bytes = b"\x12\x34" * 40
) -> bytes:
    """The frame of a grey baseline picture; its points are noise, which no decoder is asked about."""
    head = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    if comment:
        head += segment(0xFE, comment)
    head += segment(0xDB, b"\0" + bytes([16]) * 64)
    head += segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    head += segment(0xC4, b"\0" + bytes([0, 1, *[0] * 14]) + b"\0") + segment(
        0xC4, b"\x10" + bytes([0, 1, *[0] * 14]) + b"\0"
    )
    return head + (segment(0xDA, b"\1\1\0\0\x3f\0") + points) * scans + b"\xff\xd9"


def tiff(width: int = 4, height: int = 4, *, pages: int = 1, loop: bool = False, beyond: int = 0) -> bytes:
    """Pages of one strip each; `beyond` is added to where the strip is said to lie."""
    out, strip = bytearray(b"II*\0" + struct.pack("<I", 8 + 16) + bytes(16)), 8
    for number in range(pages):
        at = len(out)
        tags = (
            (256, width),
            (257, height),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, strip + beyond),
            (278, height),
            (279, 16),
        )
        out += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
        last = number == pages - 1
        out += struct.pack("<I", (8 + 16 if loop else 0) if last else at + 2 + 12 * len(tags) + 4)
    return bytes(out)


def webp(width: int = 1, height: int = 1, *, tail: bytes = b"") -> bytes:
    bits = (width - 1) | (height - 1) << 14
    body = b"\x2f" + struct.pack("<I", bits) + b"\x07\x10\xfd\x8f\xfe\x07\x22\xa2\xff\x01\0"
    data = b"VP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data + tail


def bmp(width: int = 4, height: int = 4) -> bytes:
    return (
        b"BM"
        + struct.pack("<IHHI", 54, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    )


def pdf(*objects: bytes, trailer: bytes = b"", version: bytes = b"1.7") -> bytes:
    """One page, and whatever else is given; with a cross-reference table that is right."""
    every = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *objects,
    )
    out, places = bytearray(b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(every, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(every) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(every) + 1, trailer, start)
    return bytes(out)


def stream(dictionary: bytes, content: bytes, *, packed: bool = True) -> bytes:
    body = zlib.compress(content) if packed else content
    filtered = b"/Filter/FlateDecode" if packed else b""
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (dictionary, filtered, len(body), body)


def archive(*members: tuple[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as made:
        for name, content in members:
            made.writestr(zipfile.ZipInfo(name), content, compress_type=kind)
    return buffer.getvalue()


def docx(*members: tuple[str, str | bytes], types: str = TYPES, document: str | bytes = "<w:document/>") -> bytes:
    return archive(("[Content_Types].xml", types), ("word/document.xml", document), *members)


def related(kind: str, target: str, *, mode: str = "External", name: str = "word/_rels/document.xml.rels") -> bytes:
    """A Word document with one relation."""
    line = (
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="{mode}"/>'
    )
    return docx((name, RELATIONS % line))


def odt(*members: tuple[str, str | bytes], content: str = "<office:document-content/>") -> bytes:
    return archive(("mimetype", ODT), ("content.xml", content), *members)


def swollen(name: str, megabytes: int, *others: tuple[str, str]) -> bytes:
    """An archive one member of which is nothing but zeros."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for other in others:
            made.writestr(*other)
        with made.open(name, "w", force_zip64=True) as member:
            for _number in range(megabytes):
                member.write(bytes(1 << 20))
    return buffer.getvalue()


def patched(content: bytes, name: bytes, *, size: int | None = None, offset: int | None = None) -> bytes:
    """The archive with a lie in its directory about one member."""
    out, at = bytearray(content), 0
    while (at := out.find(b"PK\1\2", at)) >= 0:
        length = struct.unpack("<H", out[at + 28 : at + 30])[0]
        if out[at + 46 : at + 46 + length] == name:
            if size is not None:
                out[at + 24 : at + 28] = struct.pack("<I", size)
            if offset is not None:
                out[at + 42 : at + 46] = struct.pack("<I", offset)
        at += 46
    return bytes(out)
