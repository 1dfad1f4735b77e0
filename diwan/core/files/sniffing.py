"""What a file is, from its content; the extension only says what it must be.

Nothing here unpacks to disk or parses XML: sizes are read from directories and every decompression is bounded.
"""

from __future__ import annotations

import mmap
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

import puremagic

from .enums import ACCEPTED, ODF, OOXML

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 8192  # bytes looked at for a signature
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "VBA\0".encode("utf-16-le"))
MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|script|svg|\?xml|\?php|%|iframe|meta|math)", re.I)
PARTS = {"wordprocessingml": "word/", "spreadsheetml": "xl/", "presentationml": "ppt/"}
MEMBERS = 20_000  # files inside an office document
UNPACKED = 1 << 30  # bytes an office document may swell to
OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm")
INFLATED = 8 << 20  # bytes looked at in each compressed part of a PDF


def _pdf_name(word: bytes) -> bytes:
    """A pattern for a name in a PDF, any letter of which may be written as its code (`#4a`)."""
    return b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (code, code) for code in word)


# Long enough never to appear by chance in a hundred megabytes of compressed data, as "/JS" would.
PROGRAMS = (b"JavaScript", b"Launch", b"RichMedia")
PROGRAM_IN_PDF = re.compile(b"(?:" + b"|".join(map(_pdf_name, PROGRAMS)) + rb")(?![A-Za-z])")


class Unknown(Exception):
    """The content is not of the type that the extension names, or of none that is accepted."""


class Program(Exception):
    """The document carries a program: a macro, a script, an action that starts something."""


def media_type(path: Path, extension: str) -> str:
    """The type of the file at `path`.

    Raises:
        Unknown: not accepted, or not what the extension says.
        Program: accepted in itself, but it carries a program.
    """
    expected = ACCEPTED.get(extension)
    if expected is None:
        raise Unknown
    with path.open("rb") as file:
        head = file.read(HEAD)
    if expected.startswith("text/"):
        _check_text(path, head)
    elif expected.startswith((OOXML, ODF)):
        _check_office(path, expected)
    elif extension in {"doc", "xls", "ppt"}:
        _check_old_office(path, head)
    elif expected == "application/pdf":
        _check_pdf(path, head)
    elif expected not in _signatures(head):
        raise Unknown
    return expected


def _signatures(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _check_text(path: Path, head: bytes) -> None:
    """UTF-8, UTF-16 with its mark, or an 8-bit code of Arabic or French; no binary, and no page in disguise."""
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", chunk):
                    raise Unknown
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) or head.startswith((b"#!", b"MZ", b"%PDF", b"{\\rtf")):
        raise Unknown


def _check_office(path: Path, expected: str) -> None:
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":  # nothing in front of it, as polyglots have
            raise Unknown
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise Unknown
            if any(name.startswith("/") or ".." in name.split("/") for name in names):
                raise Unknown
            if expected.startswith(ODF):
                with archive.open("mimetype") as file:
                    declared = file.read(200).decode(errors="replace").strip()
            else:
                kind = expected.removeprefix(OOXML).split(".")[0]
                whole = "[Content_Types].xml" in names and any(name.startswith(PARTS[kind]) for name in names)
                declared = expected if whole else ""
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise Unknown from error
    if declared != expected:
        raise Unknown
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Program


def _check_old_office(path: Path, head: bytes) -> None:
    """Word, Excel and PowerPoint of before 2007 share one container; told apart no further."""
    if not head.startswith(OLE):
        raise Unknown
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if any(content.find(mark) >= 0 for mark in OLE_MACROS):
            raise Program


def _check_pdf(path: Path, head: bytes) -> None:
    """A PDF from its first byte (a page may hide in front of a later one) that starts nothing when opened.

    Actions are looked for in the plain part and in object streams. Those of an encrypted document stay unseen; it is
    only ever shown by a viewer without scripts, or handed out as an attachment.
    """
    if not head.startswith(b"%PDF-"):
        raise Unknown
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if PROGRAM_IN_PDF.search(content):
            raise Program
        for found in OBJECT_STREAM.finditer(content):
            start = content.find(b"stream", found.end(), found.end() + 4096)
            if start < 0:
                continue
            start += len(b"stream")
            while content[start : start + 1] in {b"\r", b"\n"}:
                start += 1
            try:
                objects = zlib.decompressobj().decompress(content[start : start + INFLATED], INFLATED)
            except zlib.error:
                continue
            if PROGRAM_IN_PDF.search(objects):
                raise Program
