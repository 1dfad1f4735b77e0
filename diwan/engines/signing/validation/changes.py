"""What was done to a document after one of its signatures, and whether it was allowed.

After the rules (policy.py) come four looks of our own, each for an attack the rules cannot see: a field that shows
another value, fields that overwrite what was filled when it was signed, titles rewritten, and the pages themselves.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from pyhanko.sign.diff_analysis import ModificationLevel

from . import pictures, structure
from .policy import PAINTS, drawn, pages_of, references
from .verdicts import Picture, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

    from .judging import Document

ANNOTATE, FILL = 3, 2  # DocMDP permissions
FIELDS = 2000
DUBLIN, ADOBE = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/pdf/1.3/}"
TITLES = {*(DUBLIN + name for name in ("title", "creator", "description", "subject", "rights")), f"{ADOBE}Keywords"}
INFO = ("/Title", "/Author", "/Subject", "/Keywords")
METADATA = 1 << 20  # octets of a packet that is read
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    kind: str = "none"
    reasons: tuple[Reason, ...] = ()
    pictures: tuple[Picture, ...] = ()


def after(one: EmbeddedPdfSignature, document: Document, status: PdfSignatureStatus) -> Seen:
    """What came after `one`. Nothing where it covers the whole file."""
    if structure.end_of(one) == document.octets.size:
        return Seen()
    if structure.extent(one, document.reader) is not None:
        return Seen("other")  # said already: there is no later revision to speak of
    level = status.modification_level or ModificationLevel.OTHER
    permitted = one.docmdp_level.value if one.docmdp_level else document.certified
    if level == ModificationLevel.OTHER or (level == ModificationLevel.ANNOTATIONS and permitted != ANNOTATE):
        pages = _compared(one, document, [])
        return Seen("other", (Reason.CHANGED_AFTER,), pages.pictures if pages else ())
    reasons: list[Reason] = []
    if status.docmdp_ok is False:
        reasons.append(Reason.CHANGED_AFTER)
    try:
        reasons += _look(one, document, permitted, list(_widgets(one, document)))
        areas = [pictures.Area(widget.page, widget.box) for widget in _touched(one, document)]
    except Exception:
        log.info("what changed could not be looked at", exc_info=True)
        return Seen("other", (*reasons, Reason.NOT_UNDERSTOOD))
    pages = _compared(one, document, areas)
    if pages is None:
        reasons.append(Reason.NOT_UNDERSTOOD)
    else:
        if pages.otherwise:
            reasons.append(Reason.LOOKS_OTHERWISE)
        if pages.hidden:
            reasons.append(Reason.COVERED_OVER)
    return Seen(level.name.lower(), tuple(dict.fromkeys(reasons)), pages.pictures if pages else ())


def _compared(one: EmbeddedPdfSignature, document: Document, areas: list[pictures.Area]) -> pictures.Compared | None:
    try:
        return pictures.compare(document.octets, structure.end_of(one), areas)
    except Exception:
        log.info("pages could not be drawn", exc_info=True)
        return None


@dataclass(frozen=True)
class Widget:
    """Something that lies on a page, as it was (None: it was not there) and as it is."""

    page: int
    box: tuple[float, float, float, float]
    was: Any
    now: Any


def _touched(one: EmbeddedPdfSignature, document: Document) -> Iterator[Widget]:
    """What lies on the pages and is new, or is otherwise than when it was signed."""
    old = document.reader.get_historical_resolver(one.signed_revision)
    earlier = [references(page) for page in pages_of(old.root)]
    for number, page in enumerate(pages_of(document.reader.root)):
        before = earlier[number] if number < len(earlier) else set()
        for reference in references(page):
            last = document.reader.xrefs.get_last_change(reference)
            now = reference.get_object()
            if "/Rect" not in now:
                continue
            was = old(reference) if reference in before else None
            if was is None or last > one.signed_revision or _look_changed(was, document, one.signed_revision):
                left, bottom, right, top = (float(value) for value in now["/Rect"])
                yield Widget(number, (left, bottom, right, top), was, now)


def _look_changed(widget: Any, document: Document, revision: int) -> bool:
    """An appearance may be an object of its own, changed in its place; a field's value may stand in its parent."""
    for key in ("/AP", "/Parent"):
        if key not in widget:
            continue
        raw = [widget.raw_get(key)]
        if key == "/AP" and hasattr(widget[key], "raw_get"):
            raw += [widget[key].raw_get(name) for name in widget[key]]
        for value in raw:
            reference = getattr(value, "reference", None)
            if reference is not None and document.reader.xrefs.get_last_change(reference) > revision:
                return True
    return False


def _widgets(one: EmbeddedPdfSignature, document: Document) -> Iterator[Widget]:
    return (widget for widget in _touched(one, document) if widget.now.get("/Subtype") == "/Widget")


def _look(one: EmbeddedPdfSignature, document: Document, permitted: int, widgets: list[Widget]) -> Iterator[Reason]:
    for widget in widgets:
        kind = _inherited(widget.now, "/FT")
        if kind == "/Sig":
            if _inherited(widget.now, "/V") is None and any(PAINTS.search(data) for data in drawn(widget.now)):
                yield Reason.COVERED_OVER  # nobody signed there, and something is shown
            continue
        value, before = _inherited(widget.now, "/V"), _inherited(widget.was, "/V") if widget.was else None
        if before not in (None, "") and before != value and permitted < FILL:
            yield Reason.CHANGED_AFTER  # it was filled when it was signed
        if int(widget.now.get("/F", 0)) & 2 and not (widget.was and int(widget.was.get("/F", 0)) & 2):
            yield Reason.SHOWS_OTHERWISE
        if kind == "/Tx" and isinstance(value, str):
            shown = pictures.words_in(document.octets, widget.page, widget.box)
            if _letters(shown) != _letters(value):
                yield Reason.SHOWS_OTHERWISE
    signed = structure.read(document.octets, structure.end_of(one))
    if _titles(signed) != _titles(document.reader):
        yield Reason.CHANGED_AFTER


def _inherited(field: Any, key: str) -> Any:
    for _ in range(20):
        if field is None:
            return None
        if key in field:
            return field[key]
        field = field.get("/Parent")
    return None


def _letters(text: str) -> str:
    """Without spaces and in one form, in no order: right-to-left text comes back in another."""
    return "".join(sorted(unicodedata.normalize("NFKC", "".join(text.split()))))


def _titles(handler: PdfFileReader) -> list[tuple[str, str]]:
    """What metadata say of the document itself; when and by what program it was written may change."""
    found = []
    try:
        info = handler.trailer_view["/Info"].get_object()
        found += [(key, str(info[key])) for key in INFO if key in info]
    except KeyError:
        pass
    try:
        packet = handler.root["/Metadata"].data[:METADATA]
        tree = etree.fromstring(packet, etree.XMLParser(resolve_entities=False, no_network=True, recover=False))
    except (KeyError, etree.XMLSyntaxError):
        return sorted(found)
    for node in tree.iter():
        if node.tag in TITLES:
            found.append((node.tag, " ".join("".join(node.itertext()).split())))
        found += [(key, value) for key, value in node.attrib.items() if key in TITLES]
    return sorted(found)
