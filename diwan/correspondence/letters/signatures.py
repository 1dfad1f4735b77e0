"""What the page of a letter says of the signatures of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.engines.signing import api as signing

from .panels import Panel, register_panel

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import Letter


def context(actor: Actor, letter: Letter, now: Any) -> dict[str, Any] | None:
    """The verdict on each file that bears signatures (1 query); None where none does."""
    pieces = list(letter.pieces.all())
    verdicts = signing.verdicts_of(piece.file_id for piece in pieces)
    judged = [(piece, verdicts[piece.file_id]) for piece in pieces if piece.file_id in verdicts]
    return {"judged": judged, "letter": letter} if judged else None


def register() -> None:
    """Called in `ready()`."""
    register_panel(
        Panel(code="signatures", label=_("Signatures"), template="letters/_signatures.html", context=context, order=35)
    )
