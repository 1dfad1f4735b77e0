"""Agreements that were in force on paper before the administration kept them here: taken in as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules import api as rules

from ..enums import Did, State
from ..events import AgreementStarted
from ..models import Agreement, Term
from ..places import refit
from ..policies import may_keep_charter
from .asking import Asked, BadDates, holder_seat
from .common import locked, note, reason_of, today

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@transaction.atomic
def take_in(
    *, actor: Actor, person_id: int, administration_id: int, asked: Asked, paper: str, now: datetime
) -> Agreement:
    """An authorisation decided and signed on paper (`paper` names the decision), in force since `asked.starts_on`.

    Conditions are not asked for again; the places are taken from today on.

    Raises:
        NotAllowed: the actor does not run the adoption there.
        NoPost, BadDates, ReasonMissing, QuotaBroken
    """
    if not may_keep_charter(actor, administration_id):
        raise NotAllowed
    seat = holder_seat(person_id, administration_id, now)
    row = Agreement(
        administration_id=administration_id,
        person_id=person_id,
        unit_id=seat.unit_id,
        post_id=seat.post_id,
        pattern=asked.pattern.to_json(),
        kind=asked.pattern.kind,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        reasons=asked.reasons,
        state=State.IN_FORCE,
        asked_at=now,
        decided_at=now,
        decided_by_id=actor.person_id,
        decided_post_id=organisations.head_over(seat.unit_id, 0),
        decision_reason=reason_of(paper),
        decision_signed_at=now,
        charter_signed_at=now,
        force_from=asked.starts_on,
    )
    if asked.ends_on < asked.starts_on or asked.starts_on > today(row, now):
        raise BadDates
    trial = rules.legal.trial_until(rules.rules_for(administration_id, asked.starts_on), asked.starts_on)
    row.trial_until = min(asked.ends_on, trial) if trial else None
    row.save()
    row = locked(row.pk)
    Term.objects.create(agreement=row, first=row.starts_on, pattern=row.pattern)
    refit(row, first=today(row, now), now=now)
    note(row, Did.STARTED, actor, now, why=row.decision_reason, on=row.starts_on, told=AgreementStarted)
    return row
