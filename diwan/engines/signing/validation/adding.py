"""Whether somebody who was given a file signed it and did nothing else to it.

A signature covers the revision it is in: whoever makes it may write anything into that revision, and sign it. So the
revision is held against the file that was given, by the rules (policy.py) and page by page (pictures.py).
"""

from __future__ import annotations

from typing import Any

from pyhanko.sign.diff_analysis import ModificationLevel, SuspiciousModification
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from . import pictures, structure
from .policy import STRICT, pages_of, references
from .verdicts import Added


def added(pdf: bytes, until: int) -> Added:
    """What came after the first `until` octets. Never raises for what is in the file."""
    try:
        return _added(pdf, until)
    except Exception:  # a parser fed by strangers: what it stumbles on cannot be told
        return Added.UNREAD


def _added(pdf: bytes, until: int) -> Added:
    before, reader = structure.read(pdf[:until]), structure.read(pdf)
    known = {_name(one) for one in structure.signatures(before)}
    fresh = [one for one in structure.signatures(reader) if _name(one) not in known and not _stamp(one)]
    if not fresh:
        return Added.NOTHING
    if len(fresh) > 1:
        return Added.SEVERAL
    one = fresh[0]
    if not isinstance(one, EmbeddedPdfSignature):
        return Added.UNREAD
    try:
        result = STRICT.review_file(reader, before.xrefs.total_revisions - 1)
    except SuspiciousModification:
        return Added.OTHER
    if isinstance(result, SuspiciousModification) or result.modification_level > ModificationLevel.FORM_FILLING:
        return Added.OTHER
    stamps = {_name(one) for one in structure.signatures(reader) if _stamp(one)}
    if set(result.changed_form_fields) - stamps - {_name(one)}:
        return Added.OTHER
    seen = pictures.compare(pdf[:until], pdf, _areas(one, reader))
    if seen.otherwise:
        return Added.OTHER
    return Added.HIDES if seen.hidden else Added.SIGNATURE


def _stamp(one: Any) -> bool:
    """A time-stamp of the whole document, which a careful program adds after the signature (B-LTA)."""
    return isinstance(one, EmbeddedPdfSignature) and structure.is_stamp(one)


def _name(one: Any) -> str:
    return str(one.field_name if isinstance(one, EmbeddedPdfSignature) else one.field)


def _areas(one: EmbeddedPdfSignature, reader: Any) -> list[pictures.Area]:
    """Where the signature is seen."""
    field = one.sig_field
    rectangle = field.get("/Rect")
    if rectangle is None:
        return []
    left, bottom, right, top = (float(value) for value in rectangle)
    mine = getattr(field, "container_ref", None)
    where = [number for number, page in enumerate(pages_of(reader.root)) if mine is None or mine in references(page)]
    return [pictures.Area(number, (left, bottom, right, top)) for number in where]
