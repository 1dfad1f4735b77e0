"""Time-stamps renewed before they expire (ETSI EN 319 142-1, 5.5): the last one protects all that came before it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from . import levels, material
from .refusing import NotSignable
from .stampers import signed_by, stamped_with, stamper

if TYPE_CHECKING:
    from datetime import date

    from cryptography.x509 import Certificate


@dataclass(frozen=True)
class _Container:
    """A signature or a time-stamp of a document, with its padding, and the chain of who made it."""

    contents: bytes
    document_time_stamp: bool

    def chains(self) -> list[list[Certificate]]:
        token = None if self.document_time_stamp else stamped_with(self.contents)
        return [signed_by(self.contents), *([signed_by(token)] if token else [])]


def _containers(pdf: bytes) -> list[_Container]:
    """Oldest first.

    Raises:
        NotSignable: not a PDF.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        return [
            _Container(bytes(one.pkcs7_content), one.sig_object.get("/Type") == "/DocTimeStamp")
            for one in reader.embedded_signatures
        ]
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise NotSignable("unreadable") from error


@dataclass(frozen=True)
class Standing:
    """What a document's signatures reach together, and the day until which it can be checked by itself."""

    level: str
    until: date


def standing(pdf: bytes) -> Standing | None:
    """None without any signature. It is checkable until the certificate of its last time-stamp expires, or that of the
    signer where nobody stamped it.

    Raises:
        NotSignable: not a PDF.
    """
    containers = _containers(pdf)
    if not containers:
        return None
    last = next((one for one in reversed(containers) if one.document_time_stamp), None)
    if last:
        return Standing("B-LTA", last.chains()[0][0].not_valid_after_utc.date())
    chains = [one.chains() for one in containers]
    until = min(found[-1][0].not_valid_after_utc.date() for found in chains)
    if any(len(found) == 1 for found in chains):
        return Standing("B-B", until)
    return Standing("B-LT" if b"/DSS" in pdf else "B-T", until)


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
    containers = _containers(pdf)
    if not containers:
        raise NotSignable("unsigned")
    first = next((at for at, one in reversed(list(enumerate(containers))) if one.document_time_stamp), 0)
    for one in containers[first:]:
        pdf += levels.with_material(pdf, material.of(one.chains()), one.contents)
    return pdf + levels.time_stamped(pdf, stamper())
