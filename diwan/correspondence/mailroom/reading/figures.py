"""Figures are read a second time: a reader of Arabic letters takes `2024/1523` for words, and ٢٥ for ٢٠١.

The places where the first reading saw figures are cut out and put below each other on one sheet, which is read once
more by a reader that knows figures only; Arabic-Indic ones are told by their shape (`shapes`). Where the readings
differ, the one that counts as many marks as there are on the paper is kept. Who writes a month in Arabic letters and
its year in Arabic-Indic figures writes the day so too: a `1` beside them is looked at as a ٦ or a ١.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import Image

from . import shapes, tesseract
from .words import DIGITS, Word, clean

if TYPE_CHECKING:
    from pathlib import Path

NUMBERLIKE = re.compile(r"[0-9٠-٩OolI|][0-9٠-٩OolI|/\\.,:\-–_»«]*[)»«.,،؛]?")
INDIC = re.compile(r"[٠-٩]")
EDGES = ".,:;،؛»«()[]{}\"'|_-–"
PAD = 8  # dots left around a cut
APART = 36  # dots between two of them
MOST = 80  # cuts of one page; a table of figures is read once
SURE = 0.2  # from which on a shape is believed, where the reader was not sure
CERTAIN = 0.45  # and whatever the reader said: it is often certain of a ٢ that is a ٣
PLAIN_TO_SEE = 0.3  # by how much an Arabic-Indic shape must be surer than a Western one
WHITELIST = ("-c", "tessedit_char_whitelist=0123456789/.-:")


def again(image: Image.Image, words: list[Word], *, dpi: int, scratch: Path) -> list[Word]:
    """The same words, with their figures read twice; `scratch` is a folder for the sheet.

    Raises:
        tesseract.Unreadable
    """
    words = joined(words)
    wanted = [n for n, word in enumerate(words) if is_number(word)][:MOST]
    indic_lines = {words[n].line for n in wanted if INDIC.search(words[n].text)}
    taken = [n for n in wanted if words[n].line in indic_lines and looks_indic(words[n], image)]
    western = [n for n in wanted if n not in taken and not INDIC.search(words[n].text)]
    second = read_sheet(image, [words[n] for n in western], dpi=dpi, scratch=scratch)
    for n, (said, confidence) in zip(western, second, strict=True):
        words[n] = settled(words[n], said, confidence, image)
    for n in set(wanted) - set(western):
        words[n] = by_shape(words[n], image)
    return words


def looks_indic(word: Word, image: Image.Image) -> bool:
    """A number read in Western figures whose shapes are Arabic-Indic ones."""
    head, core, tail = parts(word.text)
    if head or tail or not core.isdigit() or INDIC.search(core):
        return False
    place = cut(image, word)
    return shapes.known(place)[1] > shapes.known(place, shapes.WESTERN)[1] + PLAIN_TO_SEE


def is_number(word: Word) -> bool:
    core = word.text.strip(EDGES)
    return bool(DIGITS.search(core)) and bool(NUMBERLIKE.fullmatch(core))


def joined(words: list[Word]) -> list[Word]:
    """Pieces of one number that stand close together (`12/` `03/2024`) are one word."""
    out: list[Word] = []
    for _line, group in groupby(words, key=lambda word: word.line):
        line: list[Word] = []
        for word in group:
            before = line[-1] if line else None
            if before and is_number(before) and is_number(word) and seen_twice(before, word):
                continue
            if before and is_number(before) and is_number(word) and touching(before, word):
                first, last = sorted((before, word), key=lambda one: one.x)
                right = max(first.x + first.width, last.x + last.width)
                top = min(first.y, last.y)
                bottom = max(first.y + first.height, last.y + last.height)
                sure = min(first.confidence, last.confidence)
                line[-1] = Word(first.text + last.text, first.x, top, right - first.x, bottom - top, sure, first.line)
            else:
                line.append(word)
        out += line
    return out


def seen_twice(one: Word, other: Word) -> bool:
    """`25` and `5` in the same place: the reader gave the last figure once more."""
    shared = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    return one.text.endswith(other.text) and shared > 0.5 * other.width


def touching(one: Word, other: Word) -> bool:
    first, last = sorted((one, other), key=lambda word: word.x)
    gap = last.x - (first.x + first.width)
    slash = first.text[-1] in "/-." or last.text[0] in "/-."
    return gap < min(one.height, other.height) * (0.35 if slash else 0.12)


def cut(image: Image.Image, word: Word) -> Image.Image:
    """The place of a word. Readers are wrong about where one stands by half a figure: an edge in ink is moved out."""
    x0, y0, x1, y1 = word.box
    y0, y1 = max(0, y0), min(image.height, max(y1, y0 + 1))
    x0, x1 = max(0, x0), min(image.width, max(x1, x0 + 1))
    rim = max(word.height, 2 * PAD)  # no further: a line is struck through, or touches its frame
    x0 -= to_paper(image.crop((max(0, x0 - rim), y0, x0, y1)).transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    x1 += to_paper(image.crop((x1, y0, min(image.width, x1 + rim), y1)))
    return image.crop((max(0, x0 - PAD), max(0, y0 - PAD), min(image.width, x1 + PAD), min(image.height, y1 + PAD)))


def to_paper(beside: Image.Image) -> int:
    """How many columns from the left are in ink before the first that is not; 0 where none is white."""
    if not beside.width:
        return 0
    dark = beside.point(lambda v: 255 if v < shapes.INK else 0).resize((beside.width, 1), Image.Resampling.BOX)
    return max(0, dark.tobytes().find(0))


def read_sheet(image: Image.Image, words: list[Word], *, dpi: int, scratch: Path) -> list[tuple[str, int]]:
    """What the reader of figures says of each place; nothing where it is not installed."""
    if not words or "eng" not in tesseract.languages():
        return [("", 0)] * len(words)
    cuts = [cut(image, word) for word in words]
    width = max(one.width for one in cuts) + 2 * APART
    sheet = Image.new("L", (width, sum(one.height + APART for one in cuts) + APART), 255)
    y, middles = APART, []
    for one in cuts:
        sheet.paste(one, (APART, y))
        middles.append(y + one.height / 2)
        y += one.height + APART
    path = scratch / "figures.png"
    sheet.save(path, compress_level=1)
    said: list[list[Word]] = [[] for _cut in cuts]
    for word in tesseract.words(path, dpi=dpi, languages="eng", layout=6, options=WHITELIST):
        middle = word.y + word.height / 2
        row = min(range(len(cuts)), key=lambda n: abs(middles[n] - middle))
        said[row].append(word)
    out = []
    for row_words in said:
        row_words.sort(key=lambda word: word.x)
        out.append(("".join(w.text for w in row_words), min((w.confidence for w in row_words), default=0)))
    return out


def settled(word: Word, second: str, confidence: int, image: Image.Image) -> Word:
    """Of two readings the same number: surer. Otherwise the one with as many marks as the paper."""
    head, core, tail = parts(word.text)
    second = second.strip(EDGES)
    if not second or second == core:
        return word.says(word.text, max(word.confidence, confidence) if second else word.confidence)
    marks = len(shapes.shapes(cut(image, word))) - len(head) - len(tail)
    off_first, off_second = abs(len(core) - marks), abs(len(second) - marks)
    better = off_second < off_first or (
        off_second == off_first and score(second, confidence) > score(core, word.confidence)
    )
    return word.says(head + second + tail if better else word.text, min(confidence if better else word.confidence, 80))


def score(text: str, confidence: int) -> int:
    """A date or a reference well formed weighs more than a few points of confidence."""
    formed = re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}/\d+|\d+/\d{2}|\d+/\d{4}|\d+", text)
    return confidence + (15 if formed else 0)


def by_shape(word: Word, image: Image.Image) -> Word:
    """Arabic-Indic figures, each part between strokes told by its shape."""
    head, core, tail = parts(word.text)
    if head or tail or not core.isdigit():
        return word
    said, sure = shapes.known(cut(image, word))
    said = clean(said)
    if said == core:
        return word.says(word.text, max(word.confidence, 85))
    if sure >= CERTAIN or (sure >= SURE and (len(said) != len(core) or word.confidence < 85)):
        return word.says(said, int(50 + 40 * min(sure, 1)))
    return word.says(word.text, min(word.confidence, 60))


def parts(text: str) -> tuple[str, str, str]:
    """What stands before, the number, what stands after: `«2024/15»` keeps its quotation marks."""
    core = text.strip(EDGES)
    at = text.find(core)
    return text[:at], core, text[at + len(core) :]
