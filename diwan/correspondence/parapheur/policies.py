"""Who prepares and who mends; who reads is asked of the rows, who visas and signs of circuits, at the moment of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat

    from .models import Folder


def sending_seats(actor: Actor) -> list[Seat]:
    """The seats from which this actor sends folders: whoever sits in a post may ask for a signature."""
    return [seat for seat in actor.seats if seat.basis != organisations.Basis.DELEGATION]


def author_seat(actor: Actor, folder: Folder) -> Seat | None:
    """The seat from which this actor answers for a folder: the post that sent it, whoever sits there now."""
    return next((seat for seat in sending_seats(actor) if seat.post_id == folder.post_id), None)


def is_with_author(folder: Folder) -> bool:
    return folder.run is None or folder.run.state in circuits.WITH_AUTHOR
