"""What a file is, from its content; the extension only says what it must be.

Nothing here trusts a number that a file gives about itself: every loop and every decompression is bounded, nothing is
unpacked to disk, no XML is parsed and no picture is decoded. See docs/decisions/files-hostile.md.
"""

from __future__ import annotations

import codecs
import mmap
import re
from typing import TYPE_CHECKING

from ..enums import ACCEPTED, ODF, OOXML
from . import images, office, pdf
from .verdicts import Damaged, Locked, Oversized, Program, Unknown

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Damaged", "Locked", "Oversized", "Program", "Unknown", "media_type"]

HEAD = 8192  # bytes looked at for a signature
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MARKUP = re.compile(
    r"\s*(<(!doctype|!--|!\[|html|head|body|script|style|svg|\?xml|\?php|%|iframe|meta|math|xsl|object|embed|img|form)"
    r"|\{\\rtf|%!PS|%PDF|From: |MIME-Version:)",
    re.I,
)
# Programs, archives and documents that no text begins with.
BINARY = (b"#!", b"MZ", b"PK\x03\x04", b"\x7fELF", b"GIF8", b"Rar!", b"\xca\xfe\xba\xbe", b"\x1f\x8b")
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
CONTROL_LETTERS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def media_type(path: Path, extension: str) -> str:
    """The type of the file at `path`.

    Raises:
        Unknown: not accepted, or not what the extension says.
        Program, Damaged, Oversized, Locked: accepted in itself, but for what it carries or lacks.
    """
    expected = ACCEPTED.get(extension)
    if expected is None:
        raise Unknown
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head:
            raise Unknown
        if expected.startswith("text/"):
            _check_text(path, head)
        elif expected.startswith((OOXML, ODF)):
            office.check(path, expected)
        elif extension in {"doc", "xls", "ppt"}:
            if not head.startswith(OLE):  # Word, Excel and PowerPoint of before 2007 share one container
                raise Unknown
            office.check_old(path)
        else:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if expected == "application/pdf":
                    pdf.check(path, content)
                else:
                    images.check(content, expected)
    return expected


def _check_text(path: Path, head: bytes) -> None:
    """UTF-8, UTF-16 with its mark, or an 8-bit code of Arabic or French; no binary, and no page in disguise."""
    coding = UTF_16.get(head[:2])
    if coding is None and head.startswith(BINARY):
        raise Unknown
    letters = head[2:].decode(coding, errors="replace") if coding else head.decode("latin-1")
    if MARKUP.match(letters.removeprefix("ï»¿").lstrip("\ufeff")):  # the mark of UTF-8, read as Latin-1
        raise Unknown
    decoder = codecs.getincrementaldecoder(coding)() if coding else None
    with path.open("rb") as file:
        file.seek(2 if coding else 0)
        try:
            while chunk := file.read(1 << 20):
                if decoder and CONTROL_LETTERS.search(decoder.decode(chunk)):
                    raise Unknown
                if decoder is None and CONTROLS.search(chunk):
                    raise Unknown
            if decoder:
                decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise Unknown from error
