"""The door of `documents`: templates and data in, sealed-ready PDF out."""

import io

import segno

from .typesetting import Attachment, UnknownTemplate, render

__all__ = ["Attachment", "UnknownTemplate", "qr_svg", "render"]


def qr_svg(text: str) -> bytes:
    """A QR code as SVG, dark modules only, for a document or a page.

    Error correction M (15 %) survives a stamp and a fold, and keeps the modules of an address large enough for a phone.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue()
