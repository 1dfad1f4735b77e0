"""How each piece of a letter is read in the page: a PDF, a picture, a text, or offered for download."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.core.files import api as files

if TYPE_CHECKING:
    from diwan.core.files.api import StoredFile
    from diwan.core.organisations.api import Actor

    from ..models import Deposit

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


def shown_pieces(deposit: Deposit, *, purpose: str, actor: Actor) -> list[ShownPiece]:
    """The pieces of a letter, with links for this actor; who calls has checked the right."""
    pieces = sorted(deposit.pieces.all(), key=lambda piece: piece.position)
    return [
        shown(number, piece.file, files.link(piece.file, purpose=purpose, actor=actor))
        for number, piece in enumerate(pieces, 1)
    ]


def shown(number: int, file: StoredFile, url: str) -> ShownPiece:
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
        with files.open_file(file.pk) as stream:
            content = stream.read(TEXT_SHOWN + 1)
    except (OSError, files.FileGone):
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
