"""Office documents: archives of XML (OOXML, ODF), and the older container. Parts are read by the piece."""

from __future__ import annotations

import html
import io
import mmap
import os
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from ..enums import ODF, OOXML
from .verdicts import Oversized, Program, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = {"wordprocessingml": "word/", "spreadsheetml": "xl/", "presentationml": "ppt/"}
MEMBERS = 20_000  # files inside an office document
DIRECTORY = 4 << 20  # bytes that list them
UNPACKED = 1 << 30  # bytes it may swell to
RATIO = 150  # times its size, beyond SMALL: tables full of zeros reach a hundred
SMALL = 64 << 20
PROLOGUE = 64 << 10  # bytes before the first element of an XML part
READ = 32 << 20  # bytes of one part that are read for what it refers to
READ_IN_ALL = 128 << 20

MACRO_MEMBER = re.compile(
    r"vbaproject\.bin$|(^|/)(basic|scripts)/|/macrosheets/|/activex/|/dialogsheets/"
    r"|\.(exe|dll|com|scr|bat|cmd|ps1|js|jse|vbs|vbe|wsf|hta|lnk|jar|msi|docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam|py|sh)$",
    re.I,
)
ARCHIVE_MEMBER = re.compile(r"\.(zip|rar|7z|gz|tgz|tar|bz2|xz|cab|iso|img)$", re.I)
DTD = re.compile(rb"<!(doctype|entity)", re.I)
ELEMENT = re.compile(rb"<[A-Za-z_]")
# A relation to a template, an object or a frame elsewhere is fetched, and run, when the document is opened. A template
# on the writer's own disk (`file:///C:/…/Normal.dotm`) is in half of all letters, and harmless.
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^<]*", re.I)
FETCHED = re.compile(r"/(attachedTemplate|oleObject|frame|subDocument|package|control|externalLinkPath)[\"']", re.I)
ELSEWHERE = re.compile(r"\bTarget\s*=\s*[\"']\s*(https?:|ftp:|\\\\|file:/{0,3}\\\\|file://[^/]|file:/{4})", re.I)
ODD_SCHEME = re.compile(r"\bTarget\s*=\s*[\"']\s*(mhtml:|ms-[a-z-]+:|script:|javascript:|vbscript:)", re.I)
DDE = re.compile(rb"instrText[^<>]{0,60}>\s*DDE|instr\s*=\s*[\"']\s*DDE|<(\w+:)?ddeLink\b", re.I)
ODF_SCRIPT = re.compile(
    rb"<script:event-listener\b|<script:script\b|vnd\.sun\.star\.script:|href\s*=\s*[\"']\s*(javascript|vbscript):",
    re.I,
)
MACRO_TYPE = re.compile(rb"macroEnabled|vnd\.ms-office\.vbaProject", re.I)
OLE_PROGRAMS = (
    "_VBA_PROJECT".encode("utf-16-le"),
    "VBA\0".encode("utf-16-le"),
    "\x01Ole10Native".encode("utf-16-le"),  # a "package": any file at all, started by a double click
)
BROKEN = (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError)


class _Guarded(io.FileIO):
    """A file that is never read by more than a directory at a time: `zipfile` believes the size an archive tells."""

    def read(self, size: int | None = -1) -> bytes:
        wanted = os.fstat(self.fileno()).st_size - self.tell() if size is None or size < 0 else size
        if wanted > DIRECTORY:
            raise OSError("more than any directory")
        return super().read(wanted)


def check(path: Path, expected: str) -> None:
    """An OOXML or ODF document.

    Raises:
        Unknown: something else, or an archive that no office program writes.
        Program: macros, scripts, packages, or what is fetched and run on opening.
        Oversized: it swells too much.
    """
    try:
        with _Guarded(path) as file:
            if file.read(4) != b"PK\x03\x04":  # nothing in front of it, as polyglots have
                raise Unknown
            with zipfile.ZipFile(file) as archive:
                _check_directory(archive, path.stat().st_size)
                if expected.startswith(ODF):
                    _check_odf(archive, expected)
                else:
                    _check_ooxml(archive, expected)
    except BROKEN as error:
        raise Unknown from error


def check_old(path: Path) -> None:
    """A document of before 2007."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if len(content) < 512:
            raise Unknown
        if any(content.find(mark) >= 0 for mark in OLE_PROGRAMS):
            raise Program


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise Oversized
    swollen = sum(member.file_size for member in members)
    if swollen > UNPACKED or swollen > max(SMALL, RATIO * size):
        raise Oversized
    names = [member.filename for member in members]
    if len(set(names)) < len(names):  # two parts of one name: each reader believes another
        raise Unknown
    for name in names:
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name[:3]:
            raise Unknown
        if MACRO_MEMBER.search(name):
            raise Program
        if ARCHIVE_MEMBER.search(name):
            raise Unknown
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end or member.flag_bits & 1:  # parts that share their bytes; parts under a password
            raise Unknown
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:  # others take memory as they please
            raise Unknown
        # What a part says it swells to cannot be more than deflate can do, nor less than nothing.
        if member.file_size > 1040 * member.compress_size + 64:
            raise Unknown
        end = member.header_offset + 30 + len(member.orig_filename) + member.compress_size


def _check_ooxml(archive: zipfile.ZipFile, expected: str) -> None:
    names = archive.namelist()
    kind = expected.removeprefix(OOXML).split(".")[0]
    if "[Content_Types].xml" not in names or not any(name.startswith(PARTS[kind]) for name in names):
        raise Unknown
    for name, piece in _read(archive, r"\.(xml|rels|vml|bin)$"):
        if name.endswith(".rels"):
            for relation in RELATION.findall(html.unescape(piece.decode(errors="replace"))):
                if ODD_SCHEME.search(relation) or (FETCHED.search(relation) and ELSEWHERE.search(relation)):
                    raise Program
        elif name == "[Content_Types].xml":
            if MACRO_TYPE.search(piece):
                raise Program
        elif name.lower().endswith(".bin"):
            if any(mark in piece for mark in OLE_PROGRAMS):
                raise Program
        elif b"DDE" in piece.upper() and DDE.search(piece):  # the first is ten times as quick
            raise Program


def _check_odf(archive: zipfile.ZipFile, expected: str) -> None:
    with archive.open("mimetype") as file:
        if file.read(200).decode(errors="replace").strip() != expected:
            raise Unknown
    for _name, piece in _read(archive, r"\.xml$"):
        if b"SCRIPT" in piece.upper() and ODF_SCRIPT.search(piece):
            raise Program


def _read(archive: zipfile.ZipFile, wanted: str) -> Iterator[tuple[str, bytes]]:
    """The parts by the piece, each overlapping the one before. None declares entities: no office program does."""
    left = READ_IN_ALL
    for member in archive.infolist():
        if not re.search(wanted, member.filename, re.I):
            continue
        whole = member.filename.endswith(".rels")
        binary = member.filename.lower().endswith(".bin")
        if whole and member.file_size > DIRECTORY:
            raise Oversized
        with archive.open(member) as part:
            budget, before, got = READ, b"", 0
            while budget > 0 and left > 0 and (more := part.read(DIRECTORY if whole else 1 << 20)):
                budget, left, got = budget - len(more), left - len(more), got + len(more)
                # UTF-16 reads as ASCII without its zeros; a binary part holds its names in UTF-16.
                piece = more if binary else more.replace(b"\0", b"")
                if not binary and not before:
                    _check_prologue(piece[:PROLOGUE])
                yield member.filename, before + piece
                before = piece[-512:]
            if budget > 0 and left > 0 and got != member.file_size:
                raise Unknown


def _check_prologue(head: bytes) -> None:
    first = ELEMENT.search(head)
    if DTD.search(head[: first.start() if first else len(head)]) or (first is None and len(head) == PROLOGUE):
        raise Unknown
