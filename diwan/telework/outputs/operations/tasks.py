"""A task from its setting to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..agreed import agreement_of
from ..enums import KEPT, Accuracy, Quality, Source, State, Step
from ..events import TaskAccepted, TaskDelivered, TaskEnded, TaskProposed, TaskReturned, TaskSet
from ..models import Delivery, Standard, Task
from ..queries import people
from .common import ReasonNeeded, demand_doer, demand_manager, demand_move, legal_day, locked, step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NotOfTheUnit(Refusal):
    message = _("This person sits in no unit that you manage. Nothing was set.")


class DuePast(Refusal):
    message = _("The due date is past: nobody can deliver by it.")
    status = 422


class NothingDelivered(Refusal):
    message = _("Write what you deliver, or join a file.")
    status = 422


class StandardOver(Refusal):
    message = _("This standard time is not in force any more. Choose another one.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked: the output with its day, and how long it should take by the catalogue or by the manager's word."""

    title: str
    output: str
    due_on: date
    standard_id: int | None = None
    quantity: int = 1
    standard_minutes: int | None = None  # in all; the catalogue's goes first
    source_kind: str = Source.WORK
    source: str = ""


@transaction.atomic
def set_task(*, actor: Actor, person_id: int, wanted: Wanted, now: datetime) -> Task:
    """Set a task to somebody of a unit the actor manages.

    Raises:
        NotAllowed: it would be their own. NotOfTheUnit, DuePast, StandardOver.
    """
    if person_id == actor.person_id:
        raise NotAllowed
    worker = people.worker(actor, person_id, now)
    if worker is None:
        raise NotOfTheUnit
    task = made(actor, person_id, worker.unit_id, wanted, State.OPEN, now)
    step(actor, task, Step.SET, now=now, due_on=task.due_on)
    facts.tell(TaskSet(task.pk, task.person_id, task.unit_id))
    return task


@transaction.atomic
def propose(*, actor: Actor, unit_id: int, wanted: Wanted, now: datetime) -> Task:
    """Propose a task to whoever manages one's unit.

    Raises:
        NotAllowed: the actor does not sit in that unit. DuePast, StandardOver.
    """
    if actor.person_id is None or unit_id not in {seat.unit_id for seat in actor.seats}:
        raise NotAllowed
    task = made(actor, actor.person_id, unit_id, wanted, State.PROPOSED, now)
    step(actor, task, Step.PROPOSED, now=now, due_on=task.due_on)
    facts.tell(TaskProposed(task.pk, task.person_id, task.unit_id))
    return task


def made(actor: Actor, person_id: int, unit_id: int, wanted: Wanted, state: State, now: datetime) -> Task:
    administration_id = next(s.administration_id for s in seats_of(actor, person_id, now) if s.unit_id == unit_id)
    today = calendars.local_day(now, organisations.country_of(administration_id))
    if wanted.due_on < today:
        raise DuePast
    minutes = wanted.standard_minutes
    if wanted.standard_id is not None:
        rows = Standard.objects.filter(administration=administration_id, pk=wanted.standard_id).at(today)
        standard = rows.first()
        if standard is None:
            raise StandardOver
        minutes = standard.minutes * wanted.quantity
    return Task.objects.select_related("unit", "administration").get(
        pk=Task.objects.create(
            administration_id=administration_id,
            unit_id=unit_id,
            person_id=person_id,
            agreement=agreement_of(person_id, today),
            title=wanted.title.strip(),
            output=wanted.output.strip(),
            search_text=normalise(f"{wanted.title} {wanted.output} {wanted.source}"),
            standard_id=wanted.standard_id,
            quantity=wanted.quantity,
            standard_minutes=minutes,
            due_on=wanted.due_on,
            first_due_on=wanted.due_on,
            source_kind=wanted.source_kind,
            source=wanted.source.strip(),
            state=state,
            made_by_id=actor.person_id,
            made_at=now,
        ).pk
    )


def seats_of(actor: Actor, person_id: int, now: datetime) -> Sequence[Any]:
    return actor.seats if person_id == actor.person_id else organisations.actor_for(person_id, now).seats


@transaction.atomic
def agree(*, actor: Actor, task_id: int, now: datetime) -> Task:
    """Agree to what an employee proposed: it is theirs to do."""
    task = locked(task_id)
    demand_manager(actor, task)
    if task.state != State.PROPOSED:
        demand_move(task, State.PROPOSED)
    if task.due_on < legal_day(task, now):
        raise DuePast
    task.state = State.OPEN
    task.save(update_fields=["state"])
    step(actor, task, Step.AGREED, now=now)
    facts.tell(TaskSet(task.pk, task.person_id, task.unit_id))
    return task


@transaction.atomic
def decline(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """Decline what was proposed, with a reason."""
    return ended(actor, task_id, State.DECLINED, reason, now)


@transaction.atomic
def cancel(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """Cancel a task that is not over; whoever proposed one may take it back."""
    return ended(actor, task_id, State.CANCELLED, reason, now)


def ended(actor: Actor, task_id: int, state: State, reason: str, now: datetime) -> Task:
    task, reason = locked(task_id), reason.strip()
    taking_back = state == State.CANCELLED and task.state == State.PROPOSED and policies.may_do(actor, task)
    if not taking_back:
        demand_manager(actor, task)
    demand_move(task, state)
    if not reason:
        raise ReasonNeeded
    task.state, task.reason, task.ended_at = state, reason, now
    task.save(update_fields=["state", "reason", "ended_at"])
    task.extensions.filter(granted=None).update(granted=False, answered_at=now, answer=reason)
    step(actor, task, Step.DECLINED if state == State.DECLINED else Step.CANCELLED, now=now, text=reason)
    facts.tell(TaskEnded(task.pk, task.person_id, state))
    return task


@transaction.atomic
def deliver(*, actor: Actor, task_id: int, text: str = "", file_ids: Sequence[int] = (), now: datetime) -> Delivery:
    """Deliver a version: words, files or both. A version not yet answered is replaced by the next in the count.

    Raises:
        NotAllowed, NotNow, NothingDelivered.
    """
    task = locked(task_id)
    demand_doer(actor, task)
    demand_move(task, State.DELIVERED)
    if not text.strip() and not file_ids:
        raise NothingDelivered
    number = task.deliveries.count() + 1
    delivery = Delivery.objects.create(task=task, number=number, text=text.strip(), at=now, person_id=task.person_id)
    if file_ids:
        delivery.files.set(files.claim_all(list(file_ids), purpose=KEPT, subject=f"{task.pk}:{number}", now=now))
    task.state, task.delivered_on = State.DELIVERED, legal_day(task, now)
    task.save(update_fields=["state", "delivered_on"])
    step(actor, task, Step.DELIVERED, now=now)
    facts.tell(TaskDelivered(task.pk, task.person_id, task.unit_id, number))
    return delivery


@transaction.atomic
def accept(
    *, actor: Actor, task_id: int, version: int, quality: int, accuracy: int, remarks: str = "", now: datetime
) -> Task:
    """Accept the last version, with its marks.

    Raises:
        NotAllowed, NotNow; VersionPassed: another version came while this one was read.
    """
    task = locked(task_id)
    demand_manager(actor, task)
    demand_move(task, State.ACCEPTED)
    judge(actor, task, version, State.ACCEPTED, remarks, now)
    task.state, task.quality, task.accuracy = State.ACCEPTED, Quality(quality), Accuracy(accuracy)
    task.ended_at = now
    task.save(update_fields=["state", "quality", "accuracy", "ended_at"])
    task.extensions.filter(granted=None).update(granted=False, answered_at=now)
    step(actor, task, Step.ACCEPTED, now=now, text=remarks.strip())
    facts.tell(TaskAccepted(task.pk, task.person_id, task.unit_id))
    return task


@transaction.atomic
def return_(*, actor: Actor, task_id: int, version: int, remarks: str, now: datetime) -> Task:
    """Send the last version back, saying what is missing."""
    task = locked(task_id)
    demand_manager(actor, task)
    demand_move(task, State.RETURNED)
    if not remarks.strip():
        raise ReasonNeeded
    judge(actor, task, version, State.RETURNED, remarks, now)
    task.state = State.RETURNED
    task.returns += 1
    task.save(update_fields=["state", "returns"])
    step(actor, task, Step.RETURNED, now=now, text=remarks.strip())
    facts.tell(TaskReturned(task.pk, task.person_id, task.unit_id, version))
    return task


class VersionPassed(Refusal):
    message = _("Version %(number)s was delivered while you were reading. Nothing was decided.")
    advice = _("Open the task again and read the new version.")


def judge(actor: Actor, task: Task, version: int, outcome: State, remarks: str, now: datetime) -> None:
    last = task.deliveries.order_by("-number").first()
    assert last is not None
    if last.number != version:
        raise VersionPassed(number=last.number)
    last.outcome, last.remarks = outcome, remarks.strip()
    last.judged_at, last.judged_by_id = now, actor.person_id
    last.save(update_fields=["outcome", "remarks", "judged_at", "judged_by"])


@transaction.atomic
def move(*, actor: Actor, task_id: int, person_id: int, reason: str, now: datetime) -> Task:
    """Give a task that is not over to somebody else of one's units; what was delivered stays with it.

    Raises:
        NotAllowed, NotNow, ReasonNeeded, NotOfTheUnit.
    """
    task = locked(task_id)
    demand_manager(actor, task)
    demand_move(task, State.CANCELLED)  # whatever is not over
    if not reason.strip():
        raise ReasonNeeded
    worker = people.worker(actor, person_id, now)
    if worker is None or person_id in (actor.person_id, task.person_id):
        raise NotOfTheUnit
    task.person_id, task.unit_id = person_id, worker.unit_id
    task.state = State.OPEN
    task.agreement = agreement_of(person_id, legal_day(task, now))
    task.save(update_fields=["person", "unit", "state", "agreement"])
    task.extensions.filter(granted=None).update(granted=False, answered_at=now, answer=reason.strip())
    task = Task.objects.select_related("unit", "administration").get(pk=task.pk)
    step(actor, task, Step.MOVED, now=now, text=reason.strip(), to_id=person_id)
    facts.tell(TaskSet(task.pk, task.person_id, task.unit_id))
    return task


@transaction.atomic
def move_all(*, actor: Actor, person_id: int, to_id: int, reason: str, now: datetime) -> int:
    """Give all that somebody still has to do, in the units the actor manages, to somebody else. How many.

    Raises: see `move`; one refused, none is moved.
    """
    rows = Task.objects.managed_by(actor).of(person_id).live().order_by("pk").values_list("pk", flat=True)
    keys = list(rows)
    for task_id in keys:
        move(actor=actor, task_id=task_id, person_id=to_id, reason=reason, now=now)
    return len(keys)
