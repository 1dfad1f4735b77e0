"""The number and the day on a letter that was written elsewhere: a band drawn over its first page, nothing rewritten.

The band is set by Typst like every document, with its fonts inside; pikepdf lays it over the page as a form of its own.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf

from diwan.engines.documents import api as documents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def stamped(
    pdf: bytes, page: dict[str, Any], attachments: Sequence[documents.Attachment], *, at: datetime | None
) -> bytes:
    """The same PDF with its number, its day and the code that checks it at the top, and the files it carries."""
    assert at is not None  # a letter is sealed after its number
    language = "fr" if page["layout"] == "fr" else "ar"
    band = documents.render("drafting/band", page, language=language, title=page["number"], at=at)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as whole, pikepdf.open(io.BytesIO(band)) as over:
        first = whole.pages[0]
        first.add_overlay(over.pages[0], pikepdf.Rectangle(*map(float, first.mediabox)))
        for file in attachments:
            whole.attachments[file.name] = pikepdf.AttachedFileSpec(
                whole,
                file.content,
                filename=file.name,
                mime_type=file.media_type,
                description=file.description,
                relationship=pikepdf.Name.Data,  # type: ignore[call-arg]  # its stubs are behind
            )
        whole.save(out, linearize=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()
