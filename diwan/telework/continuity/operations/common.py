"""What every operation here does: the right, the lock, the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts import api as acts

from .. import policies
from ..models import Crisis, Plan

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def demand(actor: Actor, unit: Any) -> None:
    """Raises NotAllowed."""
    if not policies.may_steer(actor, unit):
        raise NotAllowed


def locked_crisis(crisis_id: int) -> Crisis:
    Crisis.objects.locked().get(pk=crisis_id)
    return Crisis.objects.select_related("unit", "administration").get(pk=crisis_id)


def locked_plan(plan_id: int) -> Plan:
    Plan.objects.locked().get(pk=plan_id)
    return Plan.objects.select_related("unit", "administration").get(pk=plan_id)


def signer_over(unit_id: int, actor: Actor) -> acts.Signer:
    """Who signs for a unit: its head, else the head above it, else whoever asks."""
    post = organisations.head_over(unit_id, 0)
    return acts.Signer(post_id=post) if post else acts.Signer(person_id=actor.person_id)


def told(administration_id: int, what: str, subject: str, actor: Actor, now: datetime, **said: Any) -> None:
    """In the journal, last."""
    journal.append(
        chain=f"continuity:{administration_id}",
        kind=what,
        at=now,
        actor_id=actor.person_id,
        subject=subject,
        facts=said,
    )
