"""From any HTML (an editor, a paste, a program) to the blocks of a letter, and the list of what was left out.

A whitelist: what is not known is not copied. Nothing that came in is ever written out as it was, so there is no markup
to get wrong; tests/correspondence/drafting/test_reading.py throws the usual attacks at it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

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

MARKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline"}
OPENERS = {
    "p": PARAGRAPH, "div": PARAGRAPH, "blockquote": PARAGRAPH, "pre": PARAGRAPH, "section": PARAGRAPH,
    "article": PARAGRAPH, "h1": HEADING, "h2": HEADING, "h3": SUBHEADING, "h4": SUBHEADING, "h5": SUBHEADING,
    "h6": SUBHEADING, "li": BULLET, "td": CELL, "th": HEAD,
}  # fmt: skip
FRAME = {"html", "body", "span", "tbody", "thead", "tfoot", "table", "tr", "ol", "ul", "br", "bdi", "colgroup", "col"}
UNREAD = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "head", "textarea"}
VOID = {"img", "input", "link", "meta", "base", "embed", "source", "track", "wbr", "hr", "area", "param"}
# What a browser or the editor writes by itself says nothing about the letter.
SILENT = re.compile(r"ql-[a-z0-9-]*(\s+ql-[a-z0-9-]*)*|Mso\w*")
KNOWN = {"dir", "data-align", "data-list", "data-level", "data-numbered", "data-row", "value", "contenteditable"}
KNOWN |= {"spellcheck", "lang", "colspan", "rowspan", "id", "name", "start", "type", "translate"}
# Control letters that no paper shows, and the marks that make a text read otherwise than it is (Unicode TR 36).
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff\u2028\u2029]")
SPACES = re.compile(r"[\r\n\t\f]+")


def read(html: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of a text, and what of it was left out, by the names of tags and attributes."""
    reader = Reader()
    reader.feed(html[: LONGEST * 4])
    reader.close()
    reader.finish()
    if len(html) > LONGEST * 4:
        reader.dropped.add("length")
    return tuple(reader.blocks), tuple(sorted(reader.dropped))


class Reader(HTMLParser):
    """One pass; a block is open at most, inside it the marks that hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.dropped: set[str] = set()
        self.marks: list[str] = []
        self.lists: list[str] = []
        self.rows: list[list[Block]] | None = None
        self.unread = 0
        self.length = 0
        self.kind, self.direction, self.align, self.level = "", "", "", 0
        self.runs: list[Run] = []

    # --- what the parser calls ------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self.unread += 1
            self.dropped.add(tag)
        if self.unread:
            return
        given = {name: value or "" for name, value in attributes}
        self.note(tag, given)
        if tag == "br":
            self.add("\n")
        elif tag == "hr":
            self.close_block()
        elif tag in MARKS:
            self.marks.append(MARKS[tag])
        elif tag in {"ol", "ul"}:
            self.close_block()
            self.lists.append(tag)
        elif tag == "table":
            self.close_table()
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.close_block()
            self.rows.append([])
        elif tag in OPENERS:
            self.open_block(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNREAD:
            self.unread = max(0, self.unread - 1)
        elif self.unread:
            return
        elif tag in MARKS and MARKS[tag] in self.marks:
            self.marks.reverse()
            self.marks.remove(MARKS[tag])
            self.marks.reverse()
        elif tag in {"ol", "ul"}:
            self.close_block()
            if self.lists:
                self.lists.pop()
        elif tag == "table":
            self.close_table()
        elif tag in OPENERS and not (self.in_cell and OPENERS[tag] not in (CELL, HEAD)):
            self.close_block()

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.add(SPACES.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        self.dropped.add("comment")

    def handle_decl(self, decl: str) -> None:
        self.dropped.add("doctype")

    def handle_pi(self, data: str) -> None:
        self.dropped.add("comment")

    def unknown_decl(self, data: str) -> None:
        self.dropped.add("comment")

    # --- blocks ---------------------------------------------------------------------------------------------------

    @property
    def in_cell(self) -> bool:
        return self.kind in (CELL, HEAD)

    def note(self, tag: str, given: dict[str, str]) -> None:
        """Say what of this tag is left out."""
        if tag not in OPENERS and tag not in FRAME and tag not in MARKS:
            self.dropped.add(tag)
        for name, value in given.items():
            if name == "class" and SILENT.fullmatch(value.strip() or "ql-"):
                continue
            if name not in KNOWN and not (name == "style" and not value.strip()):
                self.dropped.add(f"{tag}[{name}]" if name.replace("-", "").isalnum() else f"{tag}[…]")
            if name in {"colspan", "rowspan"} and value not in {"", "1"}:
                self.dropped.add(name)

    def open_block(self, tag: str, given: dict[str, str]) -> None:
        kind = OPENERS[tag]
        if self.in_cell and kind not in (CELL, HEAD):  # a paragraph inside a cell is a line of it
            if self.runs and not self.runs[-1].text.endswith("\n"):
                self.add("\n")
            return
        if self.kind in (ORDERED, BULLET) and kind == PARAGRAPH and not self.runs:
            return  # <li><p>: the paragraph is the item
        self.close_block()
        if kind in (CELL, HEAD) and self.rows is None:
            kind = PARAGRAPH
        if kind == BULLET:
            listed = given.get("data-list") or (self.lists[-1] if self.lists else "")
            kind = ORDERED if listed in {"ordered", "ol"} else BULLET
            self.level = self.level_of(given)
        if kind == PARAGRAPH and given.get("data-numbered") == "yes":
            kind = NUMBERED
        self.kind = kind
        direction, align = given.get("dir", ""), given.get("data-align", "")
        self.direction = direction if direction in DIRECTIONS else ""
        self.align = align if align in ALIGNMENTS else ""

    def level_of(self, given: dict[str, str]) -> int:
        indent = re.search(r"ql-indent-(\d)", given.get("class", "")) or re.fullmatch(
            r"(\d)", given.get("data-level", "")
        )
        deep = int(indent[1]) if indent else max(0, len(self.lists) - 1)
        return min(deep, DEEPEST)

    def add(self, text: str) -> None:
        if not self.kind:
            if not text.strip(" "):
                return
            self.kind = PARAGRAPH
        clean = UNSEEN.sub("", text)
        if clean != text:
            self.dropped.add("unseen")
        if self.length + len(clean) > LONGEST:
            clean = clean[: max(0, LONGEST - self.length)]
            self.dropped.add("length")
        self.length += len(clean)
        self.runs.append(Run(clean, *(mark in self.marks for mark in ("bold", "italic", "underline"))))

    def close_block(self) -> None:
        if not self.kind:
            return
        runs = trimmed(tidy(self.runs))
        block = Block(self.kind, runs, self.direction, self.align, self.level)
        if self.kind in (CELL, HEAD):
            assert self.rows is not None
            row = self.rows[-1] if self.rows else None
            if row is None:
                self.rows.append([block])
            elif len(row) < WIDEST:
                row.append(block)
            else:
                self.dropped.add("columns")
        else:
            if self.rows is not None:  # words between the cells of a table: after it
                self.close_rows()
            if runs:  # empty lines are the typesetter's business
                self.blocks.append(block)
        self.kind, self.direction, self.align, self.level, self.runs = "", "", "", 0, []

    def close_table(self) -> None:
        self.close_block()
        self.close_rows()

    def close_rows(self) -> None:
        rows = [row for row in self.rows or () if row]
        self.rows = None
        if rows:
            wide = max(map(len, rows))
            filled = tuple(tuple(row) + (Block(CELL),) * (wide - len(row)) for row in rows)
            self.blocks.append(Block(TABLE, rows=filled))

    def finish(self) -> None:
        self.close_table()


def trimmed(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Without the break an editor puts into an empty line, nor blanks at the end."""
    kept = list(runs)
    while kept and not kept[-1].text.rstrip("\n "):
        kept.pop()
    if kept:
        last = kept.pop()
        kept.append(Run(last.text.rstrip("\n "), *last.marks))
    return tuple(kept)
