"""More time: asked by whoever does the task, granted or refused by whoever manages it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import Refusal

from ..enums import TO_DO, Step
from ..events import TimeAnswered, TimeAsked
from ..models import Extension
from .common import NotNow, ReasonNeeded, demand_doer, demand_manager, legal_day, locked, step

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class AlreadyAsked(Refusal):
    message = _("More time was already asked; wait for the answer.")


class NotLater(Refusal):
    message = _("The new date must come after the present one, and not be past.")
    status = 422


class AlreadyAnswered(Refusal):
    message = _("This request was already answered. Nothing was changed.")


@transaction.atomic
def ask(*, actor: Actor, task_id: int, due_on: date, reason: str, now: datetime) -> Extension:
    """Ask for more time.

    Raises:
        NotAllowed, NotNow, NotLater, ReasonNeeded, AlreadyAsked.
    """
    task = locked(task_id)
    demand_doer(actor, task)
    if task.state not in TO_DO:
        raise NotNow(state=task.get_state_display())
    if due_on <= task.due_on or due_on < legal_day(task, now):
        raise NotLater
    if not reason.strip():
        raise ReasonNeeded
    if task.extensions.filter(granted=None).exists():
        raise AlreadyAsked
    row = Extension.objects.create(task=task, due_on=due_on, reason=reason.strip(), asked_at=now)
    step(actor, task, Step.ASKED, now=now, text=row.reason, due_on=due_on)
    facts.tell(TimeAsked(row.pk, task.pk))
    return row


@transaction.atomic
def answer(*, actor: Actor, task_id: int, granted: bool, words: str = "", now: datetime) -> Extension:
    """Grant the time asked, or refuse it with a reason.

    Raises:
        NotAllowed, AlreadyAnswered, ReasonNeeded.
    """
    task = locked(task_id)
    demand_manager(actor, task)
    row = task.extensions.filter(granted=None).first()
    if row is None:
        raise AlreadyAnswered
    if not granted and not words.strip():
        raise ReasonNeeded
    row.granted, row.answer, row.answered_at, row.answered_by_id = granted, words.strip(), now, actor.person_id
    row.save(update_fields=["granted", "answer", "answered_at", "answered_by"])
    if granted:
        task.due_on = row.due_on
        task.save(update_fields=["due_on"])
    step(actor, task, Step.GRANTED if granted else Step.REFUSED, now=now, text=row.answer, due_on=row.due_on)
    facts.tell(TimeAnswered(row.pk, task.pk))
    return row
