"""The pages of a file: how many, each as a light picture, and the PDF of what is none. Outside of any transaction."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

import pypdfium2

from diwan.core.files import api as files
from diwan.correspondence.drafting import api as drafting

if TYPE_CHECKING:
    from typing import BinaryIO

PDF = "application/pdf"
CONVERTIBLE = drafting.CONVERTED
WIDTHS = (420, 840, 1400)  # of a page in dots: a thumb, a phone or half a screen, a whole screen
QUALITY = 60
TALLEST = 4  # times its width: a longer page is cut there, a picture of it would be a bomb
# pdfium keeps its state in one place for the whole process.
_one_at_a_time = threading.Lock()


class NoPages(Exception):
    """The file has no pages that can be drawn."""


def count(stream: BinaryIO) -> int:
    """How many pages there are.

    Raises:
        NoPages
    """
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(stream)
        except pypdfium2.PdfiumError as error:
            raise NoPages from error
        try:
            return len(document)
        finally:
            document.close()


def picture(stream: BinaryIO, number: int, width: int) -> bytes:
    """A page as WebP, `width` dots wide.

    Raises:
        NoPages: there is no such page.
    """
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(stream)
        except pypdfium2.PdfiumError as error:
            raise NoPages from error
        try:
            if not 1 <= number <= len(document):
                raise NoPages
            document.init_forms()  # signatures are form fields: their stamps are drawn with them
            page = document[number - 1]
            wide, tall = page.get_size()
            scale = width / max(wide, 1)
            crop = max(tall - TALLEST * wide, 0)
            drawn = page.render(scale=scale, crop=(0, crop, 0, 0), may_draw_forms=True).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    drawn.convert("RGB").save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def as_pdf(file: files.StoredFile) -> bytes:
    """The PDF of a file written elsewhere.

    Raises:
        drafting.CannotConvert
    """
    with files.open_file(file.pk) as given:
        return drafting.to_pdf(given.read(), CONVERTIBLE[file.media_type])
