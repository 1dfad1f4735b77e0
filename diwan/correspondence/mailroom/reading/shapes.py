"""Figures known by their shape: Arabic-Indic figures (٠ to ٩) are those that a reader of letters confuses most.

Each figure of a number is cut out where the paper is white between two, and compared with the same figures drawn from
the fonts we ship, with how tall it stands in its line. Ten shapes are few: no learning is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_amiri
import fontpkg_ibm_plex_sans_arabic
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE = 18  # dots of a compared shape
INDIC = "٠١٢٣٤٥٦٧٨٩"
WESTERN = "0123456789"
SHAPES = ("Regular", "Bold", "Medium")
FONTS = [
    *sorted((Path(fontpkg_amiri.__file__).parent / "files").glob("*.ttf")),
    *sorted((Path(fontpkg_ibm_plex_sans_arabic.__file__).parent / "files").glob("*.ttf")),
]
INK = 128
SOFT = ImageFilter.GaussianBlur(1.2)  # a shape half a dot aside is the same shape


@dataclass(frozen=True, slots=True)
class Shape:
    """A figure cut out: its dots, how wide it is for its height, how tall it stands for the tallest of the number."""

    dots: tuple[int, ...]
    slim: float
    tall: float
    low: float
    teeth: int  # ٢ has two at its top, ٣ has three


def cut(image: Image.Image) -> list[Image.Image]:
    """The marks of a picture from left to right, where white columns part them; its box stays that of the line."""
    dark = image.point(lambda v: 255 if v < INK else 0)
    columns = dark.resize((dark.width, 1), Image.Resampling.BOX).tobytes()
    marks, start = [], None
    for x, ink in enumerate((*columns, 0)):
        if ink and start is None:
            start = x
        elif not ink and start is not None:
            if x - start > 1:
                marks.append(dark.crop((start, 0, x, dark.height)))
            start = None
    return marks


def shapes(image: Image.Image) -> list[Shape]:
    """The shapes of a picture, dust left out."""
    boxes = [(mark, mark.getbbox()) for mark in cut(image)]
    kept = [(mark, box) for mark, box in boxes if box]
    if not kept:
        return []
    top, bottom = min(box[1] for _m, box in kept), max(box[3] for _m, box in kept)
    height = max(bottom - top, 1)
    found = []
    for mark, box in kept:
        tall, wide = box[3] - box[1], box[2] - box[0]
        if tall * wide < height * height / 60:
            continue
        small = mark.crop(box).resize((SIDE, SIDE), Image.Resampling.BOX).filter(SOFT)
        found.append(
            Shape(tuple(small.tobytes()), wide / tall, tall / height, (bottom - box[3]) / height, teeth(mark.crop(box)))
        )
    return found


def teeth(mark: Image.Image) -> int:
    """How many strokes the top third of a figure has side by side, seen in at least two rows."""
    width, rows = mark.width, mark.tobytes()
    counts = []
    for y in range(max(2, mark.height // 3)):
        row = rows[y * width : (y + 1) * width]
        counts.append(sum(1 for x, ink in enumerate(row) if ink and (x == 0 or not row[x - 1])))
    return sorted(counts)[-2]


@cache
def models(figures: str) -> list[tuple[str, Shape]]:
    """Every figure as each of our fonts draws it beside the others."""
    found = []
    for path in FONTS:
        font = ImageFont.truetype(str(path), 48)
        for figure in figures:
            # Between two tall ones, so that how tall it stands is known.
            line = Image.new("L", (260, 120), 255)
            pen = ImageDraw.Draw(line)
            for place, one in enumerate((figures[9], figure, figures[9])):
                pen.text((20 + place * 70, 20), one, font=font, fill=0)
            seen = shapes(line)
            if len(seen) == 3:
                found.append((figure, seen[1]))
    return found


def distance(one: Shape, other: Shape) -> float:
    dots = sum(abs(a - b) for a, b in zip(one.dots, other.dots, strict=True)) / (255 * SIDE * SIDE)
    place = 0.25 * abs(one.slim - other.slim) + 0.35 * abs(one.tall - other.tall) + 0.2 * abs(one.low - other.low)
    return dots + place + 0.12 * abs(one.teeth - other.teeth)


def known(image: Image.Image, figures: str = INDIC) -> tuple[str, float]:
    """The number a picture shows, and how sure it is: 1 where every figure looks like one and unlike the others."""
    said, sure = "", 1.0
    for shape in shapes(image):
        best: dict[str, float] = {}
        for figure, example in models(figures):
            far = distance(shape, example)
            best[figure] = min(far, best.get(figure, 9.0))
        (figure, nearest), (_other, second) = sorted(best.items(), key=lambda pair: pair[1])[:2]
        said += figure
        sure = min(sure, 1 - nearest / max(second, 0.01), max(0.0, 1.2 - 2 * nearest))
    return said, sure if said else 0.0
