"""What a letter is made of: a closed vocabulary, so that whatever was pasted, a page and a PDF show the same thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PARAGRAPH, NUMBERED, HEADING, SUBHEADING = "p", "numbered", "h2", "h3"
ORDERED, BULLET, CELL, HEAD, TABLE = "ol", "ul", "td", "th", "table"
DIRECTIONS, ALIGNMENTS = ("rtl", "ltr"), ("center", "end", "justify")
DEEPEST = 4  # levels of a list
LONGEST = 200_000  # characters of one text: some eighty pages
WIDEST = 12  # columns of a table


@dataclass(frozen=True, slots=True)
class Run:
    """Words set the same way; a line break is a newline in them."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False

    @property
    def marks(self) -> tuple[bool, bool, bool]:
        return self.bold, self.italic, self.underline


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list, a cell, or a table of cells.

    `direction` and `align` are empty where the block follows its text; `number` is what stands before a numbered
    paragraph or an item of an ordered list, counted by `numbered`.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    direction: str = ""
    align: str = ""
    level: int = 0
    rows: tuple[tuple[Block, ...], ...] = ()
    number: int = 0

    @property
    def text(self) -> str:
        if self.kind == TABLE:
            return "\n".join("\t".join(cell.text for cell in row) for row in self.rows)
        return "".join(run.text for run in self.runs)


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbours set alike are one run; empty ones go."""
    found: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if found and found[-1].marks == run.marks:
            found[-1] = replace(found[-1], text=found[-1].text + run.text)
        else:
            found.append(run)
    return tuple(found)


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with their numbers: paragraphs count through the letter, items through their list and level."""
    paragraphs, items = 0, [0] * (DEEPEST + 1)
    for block in blocks:
        if block.kind == ORDERED:
            items[block.level] += 1
            items[block.level + 1 :] = [0] * (DEEPEST - block.level)
            yield replace(block, number=items[block.level])
            continue
        if block.kind == BULLET:
            items[block.level :] = [0] * (DEEPEST + 1 - block.level)
        else:
            items = [0] * (DEEPEST + 1)
        if block.kind == NUMBERED:
            paragraphs += 1
            yield replace(block, number=paragraphs)
        else:
            yield replace(block, number=0)


def plain(blocks: Iterable[Block]) -> str:
    """The words alone, a line a block: what is searched, compared and sealed beside the number."""
    return "\n".join(f"{b.number}. {b.text}" if b.number else b.text for b in numbered(blocks))
