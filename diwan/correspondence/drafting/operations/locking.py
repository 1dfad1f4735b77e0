"""The letter, then its draft, locked; and the two noes every act on a draft begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import LIVE
from ..models import Draft

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat


class NotWritten(Refusal):
    message = _("This letter is not being written any more: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


def locked(draft_id: int) -> Draft:
    """The draft with its letter, both locked until the transaction ends, the letter first."""
    letter_id = Draft.objects.values_list("letter_id", flat=True).get(pk=draft_id)
    letter = letters.locked(letter_id)
    row = Draft.objects.locked().get(pk=draft_id)
    row.letter = letter
    return row


def writable(actor: Actor, draft_id: int) -> tuple[Draft, Seat]:
    """A locked draft that this actor may write, and the seat from which they do.

    Raises:
        NotAllowed
        NotWritten: it was signed or abandoned meanwhile.
    """
    row = locked(draft_id)
    seat = policies.writing_seat(actor, row.letter)
    if seat is None:
        raise NotAllowed
    if row.state not in LIVE:
        raise NotWritten(state=row.get_state_display())
    return row, seat
