"""Two versions, word by word: blocks that belong together are found first, then words inside them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .blocks import Block

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MARKED = {"ins": "<ins>{}</ins>", "del": "<del>{}</del>"}
ALIKE = 0.45  # two paragraphs with less in common are one gone and one new


def compare(before: Sequence[Block], after: Sequence[Block]) -> list[SafeString]:
    """The later text, a line a block, with `ins` and `del` where it differs; unchanged blocks as they are."""
    old, new = [b.text for b in before], [b.text for b in after]
    lines: list[SafeString] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [format_html("{}", text) for text in new[c:d]]
        else:
            lines += changed(old[a:b], new[c:d])
    return lines


def changed(old: list[str], new: list[str]) -> Iterator[SafeString]:
    """Paragraphs replaced: each new one beside the old one it is like, in order."""
    at = 0
    for text in new:
        partner = next((n for n in range(at, len(old)) if likeness(old[n], text) >= ALIKE), None)
        if partner is None:
            yield format_html("<ins>{}</ins>", text)
            continue
        for gone in old[at:partner]:
            yield format_html("<del>{}</del>", gone)
        yield words(old[partner], text)
        at = partner + 1
    for gone in old[at:]:
        yield format_html("<del>{}</del>", gone)


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, WORDS.findall(one), WORDS.findall(other), autojunk=False).ratio()


def words(old: str, new: str) -> SafeString:
    """One paragraph, its words compared."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    parts: list[SafeString] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(format_html("{}", "".join(after[c:d])))
            continue
        for name, piece in (("del", before[a:b]), ("ins", after[c:d])):
            if piece:
                parts.append(format_html(MARKED[name], "".join(piece)))
    return format_html_join("", "{}", ((part,) for part in parts))
