"""Reading accounts, for those who administer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from diwan.core.organisations import api as organisations

from .enums import ADMINISTER
from .models import User

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor


def accounts_for(actor: Actor) -> QuerySet[User]:
    """The accounts of the administrations where the actor administers accounts; what is elsewhere does not exist."""
    reaches = actor.reach(ADMINISTER)
    if any(reach.path == "/" for reach in reaches):
        return User.objects.all()
    return User.objects.filter(administration_id__in={r.seat.administration_id for r in reaches if r.seat})


def administrations_for(actor: Actor, at: date) -> list[tuple[int, str]]:
    """The administrations in which the actor may open accounts: key and name in the language of the page."""
    roots = organisations.administrations(at)
    reaches = actor.reach(ADMINISTER)
    if not any(reach.path == "/" for reach in reaches):
        roots = roots.filter(unit__administration_id__in={r.seat.administration_id for r in reaches if r.seat})
    return [(root.unit.administration_id, str(root)) for root in roots]
