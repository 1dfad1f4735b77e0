"""Time-stamps renewed before they expire (ETSI EN 319 142-1, 5.5): the last one protects all that came before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from . import elsewhere, levels, material
from .refusing import NotSignable
from .stampers import signed_by, stamped_with, stamper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from cryptography.x509 import Certificate

    from .syntax import Buffer


@dataclass(frozen=True)
class _Container:
    """A signature or a time-stamp of a document, with its padding, and the chain of who made it."""

    contents: bytes
    document_time_stamp: bool

    def chains(self) -> list[list[Certificate]]:
        token = None if self.document_time_stamp else stamped_with(self.contents)
        return [signed_by(self.contents), *([signed_by(token)] if token else [])]


def _read(pdf: Buffer) -> tuple[list[_Container], bool]:
    """What signs it, oldest first, and whether it brings material for later.

    Raises:
        NotSignable: not a PDF.
    """
    try:
        reader = PdfFileReader(elsewhere.stream_of(pdf), strict=True)
        found = [
            _Container(bytes(one.pkcs7_content), one.sig_object.get("/Type") == "/DocTimeStamp")
            for one in reader.embedded_signatures
        ]
        return found, "/DSS" in reader.root
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise NotSignable("unreadable") from error


@dataclass(frozen=True)
class Standing:
    """What a document's signatures reach together, and the day until which it can be checked by itself."""

    level: str
    until: date


def standing(pdf: Buffer) -> Standing | None:
    """None without any signature. It is checkable until the certificate of its last time-stamp expires, or that of the
    signer where nobody stamped it.

    Raises:
        NotSignable: not a PDF.
    """
    containers, material_there = _read(pdf)
    if not containers:
        return None
    last = next((one for one in reversed(containers) if one.document_time_stamp), None)
    if last:
        return Standing("B-LTA", last.chains()[0][0].not_valid_after_utc.date())
    chains = [one.chains() for one in containers]
    until = min(found[-1][0].not_valid_after_utc.date() for found in chains)
    if any(len(found) == 1 for found in chains):
        return Standing("B-B", until)
    return Standing("B-LT" if material_there else "B-T", until)


def due_for_renewal(pdf: bytes) -> date | None:
    """The day by which it must be renewed; None without any signature."""
    found = standing(pdf)
    return found.until if found else None


def renew(pdf: bytes) -> bytes:
    """The document with what its last time-stamp will need, and a new time-stamp over it all. Call from a job.

    Raises:
        NotSignable: nothing in it is signed, or it cannot be read.
        OSError: an authority does not answer.
    """
    parts = [pdf]
    for part in grown(pdf, lambda: b"".join(parts)):
        parts.append(part)
    return b"".join(parts)


def grown(pdf: Buffer, so_far: Callable[[], Buffer]) -> Iterator[bytes]:
    """The revisions to write behind the document. `so_far()` is all before the next.

    Raises:
        NotSignable, OSError: as `renew`.
    """
    containers, _ = _read(pdf)
    if not containers:
        raise NotSignable("unsigned")
    first = next((at for at, one in reversed(list(enumerate(containers))) if one.document_time_stamp), 0)
    for one in containers[first:]:
        yield levels.with_material(so_far(), material.of(one.chains()), one.contents)
    yield levels.time_stamped(so_far(), stamper())
