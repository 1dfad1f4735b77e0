"""What the operations share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import Refusal

from ..enums import TRANSITIONS, State, Step
from ..models import Item, Movement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NotNow(Refusal):
    message = _("This cannot be done with “%(item)s” now: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


def locked(keys: Iterable[int]) -> list[Item]:
    """Items, locked in one order so that two slips never wait for each other."""
    rows = Item.objects.select_related("unit", "holder").select_for_update(of=("self",), no_key=True)
    return list(rows.filter(pk__in=set(keys)).order_by("pk"))


def move(item: Item, state: State, *, holder_id: int | None = None, now: datetime) -> None:
    """Raises NotNow."""
    if state not in TRANSITIONS[item.state]:
        raise NotNow(item=str(item), state=item.get_state_display())
    item.state = state
    item.holder_id, item.since = (holder_id, now) if state == State.OUT else (None, None)
    item.save(update_fields=["state", "holder", "since"])


def remember(item: Item, step: Step, actor: Actor, now: datetime, **more: Any) -> Movement:
    return Movement.objects.create(item=item, step=step, at=now, by_id=actor.person_id, **more)


def note(administration_id: int, kind: str, subject: str, actor: Actor, now: datetime, **facts: Any) -> None:
    """Written in the journal, last."""
    journal.append(
        chain=f"equipment:{administration_id}",
        kind=f"equipment.{kind}",
        at=now,
        actor_id=actor.person_id,
        subject=subject,
        facts=facts,
    )
