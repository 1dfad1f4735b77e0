"""Who may keep an administration's procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .models import MANAGE, Procedure

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

__all__ = ["MANAGE", "may_keep", "may_manage"]


def may_manage(actor: Actor, root: Any) -> bool:
    """One must hold the right over the whole administration: `root` is its root unit."""
    return actor.may(MANAGE, root)


def may_keep(actor: Actor, procedure: Procedure) -> bool:
    """The common procedures are kept in files, by nobody here; the others by their administration (1 query)."""
    return Procedure.objects.visible_to(actor).filter(pk=procedure.pk).exists()
