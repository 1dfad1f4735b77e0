"""What the operations share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules.api import PROGRAMME

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingWritten(Refusal):
    message = _("Write something first.")
    status = 422


def demand_programme(actor: Actor, administration_id: int) -> Any:
    """The texts of an administration are kept by whoever runs the adoption in it; its root unit.

    Raises:
        NotAllowed.
    """
    root = organisations.root_unit(administration_id)
    if not actor.may(PROGRAMME, root):
        raise NotAllowed
    return root


def note(administration_id: int, kind: str, subject: str, actor: Actor, now: datetime, **facts: Any) -> None:
    """An entry of the journal; never the words of anybody."""
    journal.append(
        chain=f"support:{administration_id}",
        kind=f"support.{kind}",
        at=now,
        actor_id=actor.person_id,
        subject=subject,
        facts=facts,
    )
