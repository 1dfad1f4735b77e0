"""The decision of the head: brought before them, signed or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.telework.acts import api as acts

from ..documents import decision, decision_title
from ..enums import DECISION, Did, State
from ..events import ProgrammeOpened
from ..models import Programme
from .common import (
    NotInThisState,
    StepsBefore,
    iso_day,
    locked,
    mark_done,
    open_before,
    record,
    write_note,
)

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@transaction.atomic
def submit(*, actor: Actor, programme_id: int, now: datetime) -> acts.Act:
    """Bring the decision before the head of the administration. Raises StepsBefore, NotInThisState, NobodySigns."""
    programme = locked(actor, programme_id)
    if programme.state != State.PREPARING:
        raise NotInThisState
    lacks = open_before(programme, "decision")
    if lacks:
        raise StepsBefore(steps=" · ".join(lacks))
    head = _head(programme, now)
    act = acts.prepare(
        actor=actor,
        kind=DECISION,
        unit_id=programme.unit_id,
        subject=programme.subject,
        title=decision_title(programme),
        content=decision(programme),
        signers=[acts.Signer(post_id=head)] if head else [],
        now=now,
    )
    programme.state, programme.act_id = State.SIGNING, act.pk
    programme.save(update_fields=["state", "act_id"])
    return act


@transaction.atomic
def decided(*, programme_id: int, act_id: int, signed: bool, reason: str = "", now: datetime) -> None:
    """The head signed, which opens telework; or refused, which gives the programme back. Heard twice, done once."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("administration").get(pk=programme_id)
    if programme.act_id != act_id or programme.state != State.SIGNING:
        return
    step = programme.steps.get(code="decision")
    if not signed:
        programme.state = State.PREPARING
        programme.save(update_fields=["state"])
        write_note(step, Did.REFUSED, organisations.SYSTEM, now, reason)
        return
    programme.state, programme.opened_at = State.OPEN, now
    programme.save(update_fields=["state", "opened_at"])
    mark_done(step, organisations.SYSTEM, now, "")
    record(programme, "programme.opened", organisations.SYSTEM, now, act=act_id)
    facts.tell(ProgrammeOpened(programme.pk, programme.administration_id, iso_day(programme, now)))


def _head(programme: Programme, now: datetime) -> int | None:
    """The post that signs for the administration: the head of its root, else the first head right below it (the
    secretary general of a ministry whose minister has no post here)."""
    head = organisations.head_post(programme.unit_id)
    if head is not None:
        return head
    unit_model: Any = Programme._meta.get_field("unit").related_model
    below = unit_model.objects.filter(parent_id=programme.unit_id, abolished_on=None).values_list("pk", flat=True)
    heads = (card.id for card in organisations.posts_in(below, now).values() if card.is_head and card.holders)
    return next(heads, None)
