"""The pieces of a deposit, in their order, as they are read in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from ..models import Deposit


def shown_pieces(deposit: Deposit, *, purpose: str, actor: Actor) -> list[files.ShownPiece]:
    """The pieces of a letter, with links for this actor; who calls has checked the right."""
    pieces = sorted(deposit.pieces.all(), key=lambda piece: piece.position)
    return files.shown([piece.file for piece in pieces], purpose=purpose, actor=actor)
