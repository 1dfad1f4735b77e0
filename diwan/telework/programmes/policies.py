"""Who runs a programme, and who sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.telework.rules.api import PROGRAMME

from .enums import Role

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import Programme


def may_begin(actor: Actor, root: Any) -> bool:
    return actor.may(PROGRAMME, root)


def may_run(actor: Actor, programme: Programme) -> bool:
    """Whoever holds the right over the administration, and the person in charge."""
    if actor.may(PROGRAMME, programme.unit):
        return True
    in_charge = programme.members.filter(person_id=actor.person_id, role=Role.CHARGE, left_at=None)
    return actor.person_id is not None and in_charge.exists()
