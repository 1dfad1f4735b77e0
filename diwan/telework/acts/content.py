"""What an act says, as plain values kept in JSON: the template sets each block, whatever the kind.

A text is one language's: the document is in Arabic or in French, under a letterhead in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Block = dict[str, Any]
KINDS = frozenset({"heading", "article", "paragraph", "items", "fields", "table", "bars", "lines", "verb", "page"})


class BadContent(Refusal):
    message = _("The document holds nothing to sign. Nothing was prepared.")
    status = 422


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def verb(text: str) -> Block:
    """The word that decides (“قرر ما يلي”, “DÉCIDE”), alone on its line."""
    return {"kind": "verb", "text": text}


def article(title: str, text: str) -> Block:
    """An article: its title (“المادة الأولى”) and what it says."""
    return {"kind": "article", "title": title, "text": text}


def paragraph(text: str) -> Block:
    return {"kind": "paragraph", "text": text}


def items(lines: Iterable[str], *, numbered: bool = False) -> Block:
    return {"kind": "items", "lines": [str(line) for line in lines], "numbered": numbered}


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Labels with their values, one a line."""
    return {"kind": "fields", "pairs": [[str(label), str(value)] for label, value in pairs]}


def table(head: Sequence[str], rows: Iterable[Sequence[Any]], *, caption: str = "") -> Block:
    return {
        "kind": "table",
        "head": [str(cell) for cell in head],
        "rows": [[str(cell) for cell in row] for row in rows],
        "caption": caption,
    }


def bars(caption: str, values: Iterable[tuple[str, float]], *, unit: str = "") -> Block:
    """A figure: a bar for each label."""
    return {
        "kind": "bars",
        "caption": caption,
        "unit": unit,
        "values": [[str(label), float(value)] for label, value in values],
    }


def lines(caption: str, labels: Sequence[str], series: Mapping[str, Sequence[float]], *, unit: str = "") -> Block:
    """A figure: a line for each series over the same labels."""
    return {
        "kind": "lines",
        "caption": caption,
        "unit": unit,
        "labels": [str(label) for label in labels],
        "series": [[str(name), [float(value) for value in values]] for name, values in series.items()],
    }


def page_break() -> Block:
    return {"kind": "page"}


@dataclass(frozen=True)
class Content:
    """The document: the texts it is founded on (“بناء على …”), then its blocks, then where copies go."""

    blocks: Sequence[Block]
    language: Literal["ar", "fr"] = "ar"
    grounds: Sequence[str] = ()
    copies: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)  # what a template of one's own asks for

    def to_json(self) -> dict[str, Any]:
        """Raises BadContent."""
        if not self.blocks or any(block.get("kind") not in KINDS for block in self.blocks):
            raise BadContent
        return {
            "blocks": list(self.blocks),
            "grounds": [str(one) for one in self.grounds],
            "copies": [str(one) for one in self.copies],
            "more": dict(self.more),
        }
