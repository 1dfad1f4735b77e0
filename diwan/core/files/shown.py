"""How each file of a letter is read in the page: a PDF, a picture, a text, or offered for download."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import links, stores

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import StoredFile

PICTURES = ("image/jpeg", "image/png", "image/webp")  # what every browser draws; TIFF is drawn by few
TEXT_SHOWN = 64 << 10  # bytes of a text shown; the rest is in the file
CODES = ("utf-8-sig", "utf-16", "cp1256")  # the last, the code page of Arabic, reads anything


@dataclass(frozen=True)
class ShownPiece:
    """A piece and how it is read: `shape` is `pdf`, `picture`, `text` or `file`."""

    number: int
    file: StoredFile
    url: str
    shape: str
    text: str = ""
    cut: bool = False


def shown(stored: Iterable[StoredFile], *, purpose: str, actor: Any) -> list[ShownPiece]:
    """Files in their order, with links for this actor; who calls has checked the right."""
    return [
        shaped(number, file, links.link(file_id=file.pk, name=file.name, person_id=actor.person_id, purpose=purpose))
        for number, file in enumerate(stored, 1)
    ]


def shaped(number: int, file: StoredFile, url: str) -> ShownPiece:
    if file.media_type == "application/pdf":
        return ShownPiece(number, file, url, "pdf")
    if file.media_type in PICTURES:
        return ShownPiece(number, file, url, "picture")
    if file.media_type.startswith("text/"):
        return ShownPiece(number, file, url, "text", *text_of(file))
    return ShownPiece(number, file, url, "file")


def text_of(file: StoredFile) -> tuple[str, bool]:
    """The beginning of a text and whether there is more; empty when the store does not answer, the link stays."""
    try:
        with stores.store().open(file.sha256) as stream:
            content = stream.read(TEXT_SHOWN + 1)
    except OSError:
        return "", False
    return decoded(content[:TEXT_SHOWN]), len(content) > TEXT_SHOWN


def decoded(content: bytes) -> str:
    for code in CODES:
        if code == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return content.decode(code)
        except UnicodeDecodeError as error:
            if error.start >= len(content) - 3 and error.start:  # a letter cut in two at the end
                return content[: error.start].decode(code)
    return content.decode("cp1256", errors="replace")
