"""Who may read the rules of an administration, and who may adjust them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .enums import RULES

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def may_adjust(actor: Actor, root: Any) -> bool:
    """One must hold the right over the whole administration: `root` is its root unit."""
    return actor.may(RULES, root)


def may_read(actor: Actor, root: Any) -> bool:
    """Whoever works there knows the rules that decide about their work; so do those who keep them."""
    return actor.sits_in(root.administration_id) or may_adjust(actor, root)
