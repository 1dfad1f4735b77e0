"""What may be added after a signature: pyHanko's rules, and one of our own for comments under DocMDP 3.

pyHanko knows no legal annotation. Here those kinds pass that mark a place and cannot show words of their own; whether
they hide what was signed is seen on the page (pictures.py). The others (FreeText, Stamp, Redact …) are what the attacks
on certified documents are made of (EAA, IEEE S&P 2021) and stay forbidden.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
    StandardDiffPolicy,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import HistoricalResolver

COMMENTS = {"/Text", "/Popup", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut"}
PAINTS = re.compile(rb"(?<![A-Za-z0-9_/])(?:Tj|TJ|'|\"|Do|BI|sh|f\*?|F|B\*?|b\*?|S|s)(?![A-Za-z0-9_])")
WRITES = re.compile(rb"(?<![A-Za-z0-9_/])(?:Tj|TJ|'|\"|Do|BI|sh)(?![A-Za-z0-9_])")
PAGES = 5000
LEAVES = {"/A", "/AA", "/Dest"}  # an annotation that does something is no comment


class Comments(QualifiedWhitelistRule):
    """Comments added to pages, changed or taken away."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterator[tuple[ModificationLevel, ReferenceUpdate]]:
        before, after = list(pages_of(old.root)), list(pages_of(new.root))
        if len(before) != len(after):
            return
        for was, now in zip(before, after, strict=True):
            yield from self._page(was, now, old, new)

    def _page(
        self, was: Any, now: Any, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterator[tuple[ModificationLevel, ReferenceUpdate]]:
        earlier, later = references(was), references(now)
        added = later - earlier
        if not all(is_comment(new(reference)) for reference in added):
            return
        if not all(is_comment(old(reference)) for reference in earlier - later):
            return
        level = ModificationLevel.ANNOTATIONS
        for reference in added:
            for needed in {reference, *new.collect_dependencies(new(reference), since_revision=old.revision + 1)}:
                if old.is_ref_unassignable(needed):
                    yield level, ReferenceUpdate(needed)
        if earlier == later:
            return
        listed = now.raw_get("/Annots") if "/Annots" in now else None
        if isinstance(listed, generic.IndirectObject):
            yield level, ReferenceUpdate(listed.reference)
        # The page itself is written anew with its list: nothing else of it may differ.
        if now.container_ref and all(
            key == "/Annots" or (key in was and was.raw_get(key) == now.raw_get(key)) for key in {*was, *now}
        ):
            yield level, ReferenceUpdate(now.container_ref)


def pages_of(root: Any) -> Iterator[Any]:
    """The pages of a document as dictionaries, in order; a tree that runs in a circle ends."""
    waiting, seen = [root["/Pages"]], 0
    while waiting and seen < PAGES:
        node = waiting.pop().get_object()
        seen += 1
        if "/Kids" in node:
            waiting.extend(reversed(list(node["/Kids"])))
        else:
            yield node


def references(page: Any) -> set[Any]:
    try:
        listed = page["/Annots"]
    except KeyError:
        return set()
    return {
        one.reference
        for one in (listed.raw_get(n) for n in range(len(listed)))
        if isinstance(one, generic.IndirectObject)
    }


def is_comment(thing: Any) -> bool:
    """A mark or a note that cannot write on the page."""
    if not isinstance(thing, generic.DictionaryObject) or thing.get("/Subtype") not in COMMENTS:
        return False
    if LEAVES.intersection(thing):
        return False
    return not any(WRITES.search(data) for data in drawn(thing))


def drawn(widget: Any) -> Iterator[bytes]:
    """The streams of an appearance."""
    waiting = [widget.get("/AP")]
    for _ in range(50):
        if not waiting:
            return
        thing = waiting.pop()
        if isinstance(thing, generic.StreamObject):
            yield thing.data
        elif isinstance(thing, generic.DictionaryObject):
            waiting.extend(thing[key] for key in thing)


POLICY = StandardDiffPolicy(
    global_rules=[*DEFAULT_DIFF_POLICY.global_rules, Comments()], form_rule=DEFAULT_DIFF_POLICY.form_rule
)
STRICT = DEFAULT_DIFF_POLICY
