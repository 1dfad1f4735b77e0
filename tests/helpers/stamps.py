"""What people see on a signed page: the words of its stamps and the addresses in their codes."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import zxingcpp


def codes(pdf: bytes) -> set[str]:
    """What a telephone held before the pages reads."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        pictures = [page.render(scale=4, may_draw_forms=True).to_pil() for page in document]
    return {one.text for picture in pictures for one in zxingcpp.read_barcodes(picture)}


def fields(pdf: bytes) -> list[str]:
    """The names of the signature fields that are filled, in their order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        form = document.Root.get("/AcroForm")
        return [str(one.T) for one in form.Fields if "/V" in one] if form is not None else []


def drawn(pdf: bytes) -> str:
    """The words drawn in the stamps themselves, as a reader finds them on the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            pypdfium2.raw.FPDFPage_Flatten(page, 0)
        out = io.BytesIO()
        document.save(out)
    with pypdfium2.PdfDocument(out.getvalue()) as flat:
        found = [page.get_textpage().get_text_range() for page in flat]
    return "\n".join(found)
