"""Whether somebody who was given a file signed it and did nothing else to it.

A signature covers the revision it is in: whoever makes it may write anything into that revision, and sign it. So the
revision is held against the file that was given, by the rules (policy.py) and page by page (pictures.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import (
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
    ModificationLevel,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from . import pictures, structure
from .octets import Octets
from .policy import STRICT, pages_of, references
from .verdicts import Added

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyhanko.pdf_utils.reader import HistoricalResolver

OF_A_FORM = {"/Fields", "/SigFlags", "/DR", "/DA", "/Q", "/NeedAppearances"}


class FirstForm(FormUpdatingRule):
    """pyHanko compares the form of a document with the one before. Whoever signs a document first makes its form: it
    may hold signatures, and nothing else."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[tuple[ModificationLevel, FormUpdate]]:
        if "/AcroForm" in old.root:
            yield from super().apply(old, new)
        elif "/AcroForm" in new.root:
            yield from self._made(old, new)

    def _made(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[tuple[ModificationLevel, FormUpdate]]:
        form = new.root["/AcroForm"]
        if not isinstance(form, generic.DictionaryObject) or set(form) - OF_A_FORM:
            raise SuspiciousModification("The form that was made holds more than signatures.")
        found = {one.reference for one in (new.root.raw_get("/AcroForm"), form.raw_get("/Fields")) if _refers(one)}
        if "/DR" in form:
            found |= new.collect_dependencies(form.raw_get("/DR"), since_revision=old.revision + 1)
        for reference in found:
            yield ModificationLevel.FORM_FILLING, FormUpdate(updated_ref=reference, field_name=None)
        specs = dict(_signature(one) for one in form["/Fields"])
        context = FieldComparisonContext(field_specs=specs, old=old, new=new)
        for rule in self.field_rules:
            yield from rule.apply(context)


def _refers(thing: Any) -> bool:
    return isinstance(thing, generic.IndirectObject)


def _signature(one: Any) -> tuple[str, FieldComparisonSpec]:
    field = one.get_object()
    if not _refers(one) or field.get("/FT") != "/Sig" or "/Kids" in field:
        raise SuspiciousModification("A field was made that is no signature.")
    return str(field["/T"]), FieldComparisonSpec(
        field_type="/Sig", old_field_ref=None, new_field_ref=one.reference, old_canonical_path=None
    )


assert isinstance(STRICT, StandardDiffPolicy)
assert STRICT.form_rule is not None
POLICY = StandardDiffPolicy(
    global_rules=STRICT.global_rules,
    form_rule=FirstForm(STRICT.form_rule.field_rules, STRICT.form_rule.ignored_acroform_keys),
)


def added(pdf: bytes | Path, until: int) -> Added:
    """What came after the first `until` octets. Never raises for what is in the file."""
    try:
        return _added(Octets(pdf), until)
    except Exception:  # a parser fed by strangers: what it stumbles on cannot be told
        return Added.UNREAD


def _added(octets: Octets, until: int) -> Added:
    before, reader = structure.read(octets, until), structure.read(octets)
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
        result = POLICY.review_file(reader, before.xrefs.total_revisions - 1)
    except SuspiciousModification:
        return Added.OTHER
    if isinstance(result, SuspiciousModification) or result.modification_level > ModificationLevel.FORM_FILLING:
        return Added.OTHER
    stamps = {_name(one) for one in structure.signatures(reader) if _stamp(one)}
    if set(result.changed_form_fields) - stamps - {_name(one)}:
        return Added.OTHER
    seen = pictures.compare(octets, until, _areas(one, reader))
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
