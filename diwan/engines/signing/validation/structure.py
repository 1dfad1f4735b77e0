"""Where the signatures of a file are, and whether each covers, to the octet, what it must.

Readers were fooled by signatures that were there for the eye and skipped by the check (universal forgery), or whose
range named other octets than those shown (wrapping): CCS 2019. So every field that holds something is looked at, and a
range is right in one way only.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .octets import AHEAD, Octets, Part
from .reading import Reader
from .verdicts import Reason

KNOWN = {f"{one.value}" for one in SigSeedSubFilter}
HEXADECIMAL = re.compile(rb"<[0-9A-Fa-f]*>")
SLIP, RIGHT = re.compile(rb"0000000000 65536 f"), b"0000000000 65535 f"
REVISIONS = 400


@dataclass(frozen=True)
class Malformed:
    """A field that holds something that is no signature."""

    field: str


class Mended(Part):
    """A file without one slip of well-known writers (MuPDF, Pillow): the head of the list of free objects has
    generation 65536."""

    def readinto(self, buffer) -> int:  # type: ignore[override]
        start = max(0, self.at - len(RIGHT) + 1)  # it may begin before what is read here, and end behind it
        behind = min(self.at + len(buffer), self.until)
        around = self.octets.read(start, max(0, min(behind + len(RIGHT) - 1, self.until) - start))
        content = SLIP.sub(RIGHT, around)[self.at - start : behind - start]
        buffer[: len(content)] = content
        self.at += len(content)
        return len(content)


def read(octets: Octets, until: int | None = None) -> PdfFileReader:
    """A strict reading of a revision. The slip is set right for the reading alone; digests are made of the file as it
    is."""
    part = octets.part(until)
    reader = Reader(io.BufferedReader(Mended(octets, part.until), AHEAD), strict=True)
    reader.stream = octets.stream(until)
    return reader


def signatures(reader: PdfFileReader) -> list[EmbeddedPdfSignature | Malformed]:
    """Every signature, oldest first; what only looks like one is told too."""
    found: list[EmbeddedPdfSignature | Malformed] = []
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        try:
            made = value.get_object()
            if not isinstance(made, generic.DictionaryObject) or made.get("/SubFilter") not in KNOWN:
                raise ValueError(name)
            found.append(EmbeddedPdfSignature(reader, field, name))
        except Exception:  # whatever a stranger wrote in the place of a signature
            found.append(Malformed(str(name)))
    return sorted(found, key=lambda one: one.signed_revision if isinstance(one, EmbeddedPdfSignature) else -1)


def vanished(reader: PdfFileReader) -> bool:
    """Whether an earlier revision held a signature that is not in the document any more."""
    total = reader.xrefs.total_revisions
    if total < 2:
        return False
    now = {name for name, _, _ in enumerate_sig_fields(reader, filled_status=True)}
    for revision in range(min(total - 1, REVISIONS)):
        try:
            earlier = reader.get_historical_resolver(revision)
            names = {name for name, _, _ in enumerate_sig_fields(earlier, filled_status=True)}
        except Exception:  # noqa: S112  linearised files begin with a revision that has no catalogue of its own
            continue
        if names - now:
            return True
    return False


def is_stamp(one: EmbeddedPdfSignature) -> bool:
    return one.sig_object_type == "/DocTimeStamp" or one.sig_object.get("/SubFilter") == "/ETSI.RFC3161"


def certifies(one: EmbeddedPdfSignature, reader: PdfFileReader) -> bool:
    try:
        named = reader.root["/Perms"].raw_get("/DocMDP")
        return named.reference == one.sig_field.raw_get("/V").reference
    except (KeyError, AttributeError):
        return False


def end_of(one: EmbeddedPdfSignature) -> int:
    """Octets of the file up to the end of what was signed."""
    return int(one.byte_range[2]) + int(one.byte_range[3])


def extent(one: EmbeddedPdfSignature, reader: PdfFileReader) -> Reason | None:
    """What is wrong with the octets that are covered: two parts from the very beginning, the container between them
    and nothing else, up to the end of a revision; after the last revision there is nothing."""
    numbers = [int(number) for number in one.byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or min(numbers) < 0:
        return Reason.MALFORMED
    _, first, second, rest = numbers
    stream = reader.stream
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    if not 0 < first < second or second + rest > size:
        return Reason.MALFORMED
    stream.seek(first)
    hole = stream.read(second - first)
    if not HEXADECIMAL.fullmatch(hole):
        return Reason.NOT_COVERED
    digits = hole[1:-1] + b"0" * (len(hole) % 2)
    if bytes.fromhex(digits.decode()) != bytes(one.pkcs7_content):
        return Reason.MALFORMED
    last = one.signed_revision == reader.xrefs.total_revisions - 1
    coverage = one.evaluate_signature_coverage()
    needed = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if coverage < needed or (last and second + rest != size):
        return Reason.CHANGED_AFTER
    return None


def carries_content(one: EmbeddedPdfSignature) -> bool:
    """A detached signature that brings its own content, or several signers, is over something else than the file."""
    content: Any = one.signed_data["encap_content_info"]["content"]
    return (not is_stamp(one) and content.native is not None) or len(one.signed_data["signer_infos"]) != 1
