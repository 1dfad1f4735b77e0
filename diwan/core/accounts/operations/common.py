"""What every operation on accounts does: lock the person if the actor may, write the journal, tell the fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.facts import api as facts_told
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..models import User

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def locked(actor: Actor, person_id: int, now: datetime) -> User:
    """The account, locked, if the actor administers every place where its person sits.

    Raises:
        NotAllowed
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).select_related("administration").get(pk=person_id)
    if not policies.may_administer(actor, user, now):
        raise NotAllowed
    return user


def record(
    actor: Actor, user: User, kind: str, facts: dict[str, Any], now: datetime, fact: object | None = None
) -> None:
    """Write the journal of accounts and tell the fact, in the transaction of the act."""
    tenant = user.administration.code if user.administration else "public"
    journal.append(
        chain=f"accounts:{tenant}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"user:{user.pk}",
        facts=facts,
    )
    if fact:
        facts_told.tell(fact)
