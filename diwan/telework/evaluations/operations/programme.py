"""Unit costs and the anonymous survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.agreements import api as agreements

from ..models import Answered, Entered, Survey, Tally, UnitCost
from .sitting import keep, note

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from diwan.core.organisations.api import Actor


class AlreadyAnswered(Refusal):
    message = _("You answered this survey already, or it is closed.")


class CostThere(Refusal):
    message = _("A figure of this kind already starts on this day.")
    status = 422


@transaction.atomic
def set_cost(
    *, actor: Actor, administration_id: int, kind: str, amount: Decimal, starts_on: date, source: str, now: datetime
) -> UnitCost:
    """What one day costs from a day on. Raises NotAllowed, CostThere."""
    keep(actor, administration_id)
    try:
        with transaction.atomic():
            row = UnitCost.objects.create(
                administration_id=administration_id, kind=kind, amount=amount, starts_on=starts_on, source=source
            )
    except IntegrityError as error:
        raise CostThere from error
    note(actor, administration_id, "evaluations.cost_set", f"evaluations.unit_cost:{row.pk}", now, cost=kind)
    return row


@transaction.atomic
def enter_figure(
    *,
    actor: Actor,
    administration_id: int,
    kind: str,
    value: Decimal,
    since: date,
    until: date,
    source: str,
    now: datetime,
) -> Entered:
    """A figure of the service to the public that nothing here records, with its source. A later one of the same kind
    and period stands before it; the first stays. Raises NotAllowed."""
    keep(actor, administration_id)
    row = Entered.objects.create(
        administration_id=administration_id,
        kind=kind,
        value=value,
        since=since,
        until=until,
        source=source,
        entered_at=now,
    )
    note(actor, administration_id, "evaluations.figure_entered", f"evaluations.entered:{row.pk}", now, figure=kind)
    return row


@transaction.atomic
def open_survey(
    *, actor: Actor, administration_id: int, title: str, starts_on: date, ends_on: date, now: datetime
) -> Survey:
    keep(actor, administration_id)
    row = Survey.objects.create(administration_id=administration_id, title=title, starts_on=starts_on, ends_on=ends_on)
    Tally.objects.bulk_create(Tally(survey=row, mark=mark) for mark in range(1, 6))
    note(actor, administration_id, "evaluations.survey_opened", f"evaluations.survey:{row.pk}", now)
    return row


@transaction.atomic
def answer(*, actor: Actor, survey_id: int, mark: int, now: datetime) -> None:
    """A mark from 1 to 5 from somebody who teleworks there. The journal is told nothing: it would give the order away.

    Raises:
        NotAllowed, AlreadyAnswered
    """
    row = Survey.objects.get(pk=survey_id)
    today = now.date()
    found = agreements.in_force(actor.person_id or 0, today)
    if found is None or found.administration_id != row.administration_id:
        raise NotAllowed
    if not row.starts_on <= today <= row.ends_on:
        raise AlreadyAnswered
    _mark, made = Answered.objects.get_or_create(survey=row, person_id=actor.person_id)
    if not made:
        raise AlreadyAnswered
    Tally.objects.filter(survey=row, mark=mark).update(number=F("number") + 1)
