"""Pages drawn in a process of their own: what strangers sent may hang, swell or break the drawing, not the house.

    python -m diwan.correspondence.mailroom.reading.child FILE MEDIA FOLDER FIRST LAST TURN

writes `0001.jpg` … to FOLDER, and one line of JSON a page. Needs no Django and no database.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import zxingcpp
from PIL import Image, ImageOps, ImageSequence

DPI = 300
LARGEST = 5200  # dots on the longer side: an A3 page at 300 dots per inch
MEMORY = 4 << 30  # bytes of address space
SECONDS = 300  # of processor time for one call
QUALITY = 82
INK, DARK = 160, 0.0009  # a page is blank when fewer than this share of its dots is darker than that
EDGE = 0.04  # margins where scanners leave shadows
STEEPEST, LEAST = 5.0, 0.25  # degrees: more is no skew, less is not worth a turn
Image.MAX_IMAGE_PIXELS = 150_000_000


def main(file: str, media: str, folder: str, first: int, last: int, turn: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    source = PdfPages(Path(file)) if media == "application/pdf" else Pictures(Path(file))
    print(json.dumps({"pages": source.count}), flush=True)
    for number in range(first, min(last, source.count) + 1):
        image, dpi, words = source.page(number)
        print(json.dumps(prepared(image, dpi, words, number, Path(folder), turn), ensure_ascii=False), flush=True)


class PdfPages:
    def __init__(self, path: Path) -> None:
        self.document = pypdfium2.PdfDocument(path)
        self.count = len(self.document)

    def page(self, number: int) -> tuple[Image.Image, int, list]:
        page = self.document[number - 1]
        width, height = page.get_size()
        dpi = min(DPI, int(LARGEST * 72 / max(width, height, 1)))
        image = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        return image, max(dpi, 1), [] if is_scan(page, width, height) else typed(page, height, dpi)


def is_scan(page: Any, width: float, height: float) -> bool:
    """Whether a picture covers the page: its text, if any, was read by somebody's machine, and is read again."""
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        if (right - left) * (top - bottom) > 0.7 * width * height:
            return True
    return False


def typed(page: Any, height: float, dpi: int) -> list[list[Any]]:
    """The words of a page that was written, not scanned, as `words.pack` has them."""
    text = page.get_textpage()
    if page.get_rotation() or text.count_chars() < 20:
        return []
    k, found, line = dpi / 72, [], 0
    said, boxes = "", []
    for n, sign in enumerate(text.get_text_range(errors="ignore") + "\n"):
        if not sign.isspace():
            said += sign
            if n < text.count_chars():
                boxes.append(text.get_charbox(n))
            continue
        if said and boxes:
            left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
            right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
            place = (left * k, (height - top) * k, (right - left) * k, (top - bottom) * k)
            found.append([said, *(round(v) for v in place), 100, line])
        said, boxes = "", []
        line += sign == "\n"
    return found


class Pictures:
    """A photo, or the pages of a TIFF."""

    def __init__(self, path: Path) -> None:
        self.image = Image.open(path)
        self.count = getattr(self.image, "n_frames", 1)

    def page(self, number: int) -> tuple[Image.Image, int, list]:
        frame = ImageSequence.Iterator(self.image)[number - 1]
        said = frame.info.get("dpi", (0, 0))
        dpi = int(min(said)) if said and 70 <= min(said) <= 1200 else 0
        image = ImageOps.exif_transpose(frame).convert("L")
        if not dpi:  # a photo of an A4 page, more or less
            dpi = max(round(max(image.size) / 11.69), 70)
        if max(image.size) > LARGEST:
            scale = LARGEST / max(image.size)
            image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
            dpi = round(dpi * scale)
        return image, dpi, []


def prepared(image: Image.Image, dpi: int, words: list, number: int, folder: Path, turn: int) -> dict[str, Any]:
    """What is found on a page before it is read; its picture stands upright and straight in the folder."""
    marks = [
        code.text
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    ]
    blank = is_blank(image)
    angle = 0.0 if blank or words else skew(image)
    if angle:
        image = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if turn:
        image, words = image.rotate(-turn, expand=True), []
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
    (folder / f"{number:04}.jpg").write_bytes(out.getvalue())
    about = {"number": number, "width": image.width, "height": image.height, "dpi": dpi}
    return about | {"codes": marks[:4], "blank": blank, "skew": angle, "words": words}


def is_blank(image: Image.Image) -> bool:
    side, top = int(image.width * EDGE), int(image.height * EDGE)
    inner = image.crop((side, top, image.width - side, image.height - top)).reduce(3)
    histogram = inner.histogram()
    return sum(histogram[:INK]) < DARK * inner.width * inner.height


def skew(image: Image.Image) -> float:
    """By how many degrees, counter-clockwise, the page must be turned for its lines to lie level.

    Level lines make rows that are either dark or white: the turn whose rows differ most is the right one.
    """
    small = image.reduce(max(1, image.width // 620)).point(lambda v: 255 - v if v < INK else 0)
    coarse = max((n / 2 for n in range(int(-2 * STEEPEST), int(2 * STEEPEST) + 1)), key=lambda a: sharpness(small, a))
    best = max((coarse + n / 10 for n in range(-4, 5)), key=lambda a: sharpness(small, a))
    return best if LEAST <= abs(best) < STEEPEST else 0.0


def sharpness(small: Image.Image, angle: float) -> int:
    rows = small.rotate(angle).resize((1, small.height), Image.Resampling.BOX).tobytes()
    return sum((a - b) ** 2 for a, b in pairwise(rows))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6]))
