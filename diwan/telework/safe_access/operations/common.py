"""What every operation here does: ask the right, write the journal of safe access, tell people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from diwan.core.journal import api as journal
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from .. import policies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def demand_guard(actor: Actor, administration_id: int) -> None:
    """Raises: NotAllowed."""
    if not policies.may_guard(actor, administration_id):
        raise NotAllowed


def record(administration_id: int, kind: str, subject: str, actor: Actor | None, now: datetime, **facts: Any) -> None:
    """One chain of the journal for the safe access of each administration."""
    journal.append(
        chain=f"safe_access:{administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id if actor else None,
        subject=subject,
        facts=facts,
    )


def tell(person: Any, kind: str, subject: Callable[[], str], url: str, key: str, now: datetime) -> None:
    """Tell one person, in their language, once for a key."""
    with translation.override(person.language):
        notifications.notify(person_id=person.pk, kind=kind, subject=subject(), url=url, key=key, now=now)


def tell_officers(
    administration_id: int, kind: str, subject: Callable[[], str], url: str, key: str, now: datetime
) -> None:
    """Tell the security officers, each in their language, once for a key."""
    root = organisations.root_unit(administration_id)
    for person_id, language in organisations.people_with(policies.SECURITY, root.pk, now).items():
        with translation.override(language):
            notifications.notify(
                person_id=person_id, kind=kind, subject=subject(), url=url, key=f"{key}:{person_id}", now=now
            )
