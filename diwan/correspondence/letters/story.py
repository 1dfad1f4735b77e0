"""What letters themselves know of a letter, for the archives: its line in the register, its acts, links, readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.journal import api as journal
from diwan.engines.registers import api as registers

from .models import Act, Correction, Link, Reading

if TYPE_CHECKING:
    from .models import Letter


def facts(letter: Letter) -> list[dict[str, Any]]:
    """In the order things happened (5 queries, and those of the proof)."""
    return [*register_line(letter), *acts(letter), *corrections(letter), *links(letter), *readings(letter)]


def register_line(letter: Letter) -> list[dict[str, Any]]:
    """The number, and its proof in the journal once a checkpoint covers it."""
    if letter.entry is None:
        return []
    line: dict[str, Any] = {"is": "register line", "reference": letter.reference, "chain": letter.entry.book.chain}
    try:
        line["proof"] = registers.proof_of(letter.entry)
    except journal.NotSealedYet:
        line["proof"] = None
    return [line]


def acts(letter: Letter) -> list[dict[str, Any]]:
    rows = Act.objects.filter(letter=letter).select_related("person", "post")
    return [
        {
            "is": "act",
            "kind": row.kind,
            "at": row.at.isoformat(),
            "by": row.person.name_ar if row.person else "",
            "post": row.post.name_ar if row.post else "",
            "basis": row.basis,
            "detail": row.detail,
        }
        for row in rows
    ]


def corrections(letter: Letter) -> list[dict[str, Any]]:
    """With the sealed content that each replaced: its fingerprint stands in the journal."""
    rows = Correction.objects.filter(letter=letter).select_related("by")
    return [
        {
            "is": "correction",
            "kind": row.kind,
            "at": row.at.isoformat(),
            "by": row.by.name_ar if row.by else "",
            "changes": row.changes,
            "content": row.content,
            "reason": row.reason,
        }
        for row in rows
    ]


def links(letter: Letter) -> list[dict[str, Any]]:
    """By reference only: what the other letter says is its own."""
    rows = Link.objects.filter(letter=letter).select_related("other").order_by("pk")
    return [{"is": "link", "kind": row.kind, "other": row.other.reference} for row in rows if row.other.reference]


def readings(letter: Letter) -> list[dict[str, Any]]:
    rows = Reading.objects.filter(letter=letter).select_related("reader").order_by("first_at", "pk")
    return [
        {
            "is": "reading",
            "kind": row.kind,
            "by": row.reader.name_ar,
            "on": row.on.isoformat(),
            "times": row.times,
        }
        for row in rows
    ]
