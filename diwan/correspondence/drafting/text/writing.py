"""From blocks to HTML: the canonical one that is kept and shown, and the one the editor opens."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString

from .blocks import BULLET, NUMBERED, ORDERED, TABLE, Block, Run, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LISTS = (ORDERED, BULLET)


def to_html(blocks: Iterable[Block]) -> SafeString:
    """The canonical HTML: reading it gives the same blocks again."""
    parts = []
    for listed, group in groupby(numbered(blocks), key=lambda b: b.kind if b.kind in LISTS else ""):
        written = [one(block) for block in group]
        parts += [f"<{listed}>", *written, f"</{listed}>"] if listed else written
    return SafeString("".join(parts))


def for_editor(blocks: Iterable[Block]) -> SafeString:
    """What the editor in the page reads: its own lists, an empty line as a break."""
    parts = []
    for listed, group in groupby(blocks, key=lambda b: b.kind in LISTS):
        written = [editor_item(block) if listed else one(block, empty="<br>") for block in group]
        parts += ["<ol>", *written, "</ol>"] if listed else written
    return SafeString("".join(parts))


def one(block: Block, empty: str = "") -> str:
    if block.kind == TABLE:
        rows = "".join(f"<tr>{''.join(one(cell, empty) for cell in row)}</tr>" for row in block.rows)
        return f"<table><tbody>{rows}</tbody></table>"
    said = ""
    if block.kind == NUMBERED:
        said += ' data-numbered="yes"'
    if block.kind == ORDERED:
        said += f' value="{block.number}"'
    if block.level:
        said += f' data-level="{block.level}"'
    tag = {NUMBERED: "p", ORDERED: "li", BULLET: "li"}.get(block.kind, block.kind)
    return f"<{tag}{said}{placing(block)}>{words(block.runs) or empty}</{tag}>"


def editor_item(block: Block) -> str:
    kind = "ordered" if block.kind == ORDERED else "bullet"
    level = f' class="ql-indent-{block.level}"' if block.level else ""
    return f'<li data-list="{kind}"{level}{placing(block)}>{words(block.runs)}</li>'


def placing(block: Block) -> str:
    direction = f' dir="{block.direction}"' if block.direction else ""
    return direction + (f' data-align="{block.align}"' if block.align else "")


def words(runs: Sequence[Run]) -> str:
    parts = []
    for run in runs:
        text = escape(run.text).replace("\n", "<br>")
        for tag, on in (("u", run.underline), ("em", run.italic), ("strong", run.bold)):
            text = f"<{tag}>{text}</{tag}>" if on else text
        parts.append(text)
    return "".join(parts)
