r"""The same text as plain lines, for who writes without JavaScript; reading what was written gives the same blocks.

A line is a paragraph. At its start: `# ` heading, `## ` smaller heading, `§ ` numbered paragraph, `1. ` and `- ` items
of lists (two blanks before for each level), `| a | b |` a row of a table (`|= a |` a cell of its head).
`[rtl]`, `[ltr]`, `[center]`, `[end]`, `[justify]` before all that place the line. `**bold**`, `//italic//`,
`__underlined__`; a line that ends with `\` goes on in the next; `\` before a sign takes its meaning away.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from .blocks import (
    ALIGNMENTS,
    BULLET,
    CELL,
    DEEPEST,
    DIRECTIONS,
    HEAD,
    HEADING,
    LONGEST,
    NUMBERED,
    ORDERED,
    PARAGRAPH,
    SUBHEADING,
    TABLE,
    WIDEST,
    Block,
    Run,
    tidy,
)
from .reading import UNSEEN, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKS = {"**": 0, "//": 1, "__": 2}
TOKENS = re.compile(r"\\(.)|(\*\*|//|__)|(.)", re.DOTALL)
PLACE = re.compile(rf"\[({'|'.join((*DIRECTIONS, *ALIGNMENTS))})\]")
STARTS = (("## ", SUBHEADING), ("# ", HEADING), ("§ ", NUMBERED), ("- ", BULLET))
SPECIAL = re.compile(r"[\\|]|^[*/_]|[*/_]$|(?<=[*/_])[*/_]|[*/_](?=[*/_])")  # what could be read as a mark
STARTED = re.compile(r"#|§|- |\d{1,3}\. |\|| |=")  # what could be read as the form of a line


def from_markup(text: str) -> tuple[Block, ...]:
    """The blocks that lines say. Every text is one: there is nothing to refuse."""
    clean = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]
    lines = re.sub(r"(?<!\\)((?:\\\\)*)\\\n", "\\1\x00", clean).split("\n")
    blocks: list[Block] = []
    for is_table, group in groupby((line for line in lines if line.strip()), key=lambda line: line.startswith("|")):
        found = list(group)
        blocks += [table(found)] if is_table else [line_of(line) for line in found]
    return tuple(blocks)


def line_of(line: str) -> Block:
    direction, align = "", ""
    while found := PLACE.match(line):
        direction, align = (found[1], align) if found[1] in DIRECTIONS else (direction, found[1])
        line = line[found.end() :]
    bare = line.lstrip(" ")
    level = min((len(line) - len(bare)) // 2, DEEPEST)
    for start, kind in STARTS:
        if bare.startswith(start):
            return Block(kind, runs(bare[len(start) :]), direction, align, level if kind == BULLET else 0)
    if found := re.match(r"\d{1,3}\. ", bare):
        return Block(ORDERED, runs(bare[found.end() :]), direction, align, level)
    return Block(PARAGRAPH, runs(bare), direction, align)


def table(lines: list[str]) -> Block:
    rows = []
    for line in lines:
        cells = re.split(r"(?<!\\)(?:\\\\)*\|", line.strip().removeprefix("|").removesuffix("|"))[:WIDEST]
        rows.append(tuple(cell_of(cell) for cell in cells))
    wide = max(map(len, rows))
    return Block(TABLE, rows=tuple(row + (Block(CELL),) * (wide - len(row)) for row in rows))


def cell_of(text: str) -> Block:
    kind = HEAD if text.startswith("=") else CELL
    found = line_of(text.removeprefix("=").strip(" ")) if text.strip() else Block(CELL)
    return Block(kind, found.runs, found.direction, found.align)


def runs(text: str) -> tuple[Run, ...]:
    """Words with their marks; a mark opens and closes."""
    marks, found = [False, False, False], []
    for escaped, mark, letter in TOKENS.findall(text):
        if mark:
            marks[MARKS[mark]] = not marks[MARKS[mark]]
        else:
            found.append(Run((escaped or letter).replace("\x00", "\n"), *marks))
    return trimmed(tidy(found))


def to_markup(blocks: Iterable[Block]) -> str:
    """The lines that say these blocks."""
    lines = []
    for block in blocks:
        if block.kind == TABLE:
            lines += ["|" + "|".join(written_cell(cell) for cell in row) + "|" for row in block.rows]
            continue
        start = {HEADING: "# ", SUBHEADING: "## ", NUMBERED: "§ ", BULLET: "- ", ORDERED: "1. "}.get(block.kind, "")
        body = written(block.runs) if start else guarded(block.runs)
        lines.append(places(block) + "  " * block.level + start + body)
    return "\n".join(lines)


def written_cell(cell: Block) -> str:
    return ("=" if cell.kind == HEAD else "") + f" {places(cell)}{guarded(cell.runs)} "


def guarded(parts: Iterable[Run]) -> str:
    """Words that begin a line and are not to be read as its form."""
    body = written(parts)
    return "\\" + body if PLACE.match(body) or STARTED.match(body) else body


def places(block: Block) -> str:
    return "".join(f"[{word}]" for word in (block.direction, block.align) if word)


def written(parts: Iterable[Run]) -> str:
    out, marks = [], [False, False, False]
    for run in parts:
        for sign, place in MARKS.items():
            if marks[place] != run.marks[place]:
                out.append(sign)
                marks[place] = run.marks[place]
        out.append(SPECIAL.sub(lambda found: "\\" + found[0], run.text).replace("\n", "\\\n"))
    return "".join(out) + "".join(sign for sign, place in MARKS.items() if marks[place])
