"""What the steps hold: texts, people, excluded services, the grid, the proposed staff, the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from ..capacity import FIGURES
from ..enums import MOST_SCORE, Role
from ..models import Criterion, Exclusion, Member, Programme, Proposal, Task
from .common import (
    AlreadyThere,
    BadFigures,
    BadMarks,
    LetterNeeded,
    locked,
    mark_changed,
    record,
    refuse_other_units,
    refuse_strangers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@transaction.atomic
def write(*, actor: Actor, programme_id: int, now: datetime, **texts: str) -> Programme:
    """The objectives, or the populations covered."""
    programme = locked(actor, programme_id)
    for name in ("objectives", "populations"):
        if name in texts:
            setattr(programme, name, texts[name].strip())
    programme.save(update_fields=["objectives", "populations"])
    mark_changed(programme, "objectives" if "objectives" in texts else "scope", actor, now)
    return programme


@transaction.atomic
def name_member(
    *, actor: Actor, programme_id: int, person_id: int, role: str, letter: str = "", now: datetime
) -> Member:
    """Somebody takes a role; a new person in charge replaces the one before. Raises LetterNeeded, AlreadyThere."""
    programme = locked(actor, programme_id)
    refuse_strangers(programme, [person_id], now)
    if role in {Role.LIAISON, Role.IT} and not letter.strip():
        raise LetterNeeded
    current = programme.members.filter(left_at=None, role=role)
    if current.filter(person_id=person_id).exists():
        raise AlreadyThere
    if role == Role.CHARGE:
        current.update(left_at=now)
    member = Member.objects.create(
        programme=programme, person_id=person_id, role=role, letter=letter.strip(), named_at=now
    )
    mark_changed(programme, "team", actor, now, str(Role(role).label))
    record(programme, "programme.named", actor, now, person=person_id, role=str(role))
    return member


@transaction.atomic
def release_member(*, actor: Actor, programme_id: int, member_id: int, now: datetime) -> None:
    programme = locked(actor, programme_id)
    programme.members.filter(pk=member_id, left_at=None).update(left_at=now)
    mark_changed(programme, "team", actor, now)


@transaction.atomic
def exclude(*, actor: Actor, programme_id: int, unit_id: int, reason: str, now: datetime) -> Exclusion:
    """A service is excluded by its nature, with all below it. Raises UnitElsewhere."""
    programme = locked(actor, programme_id)
    refuse_other_units(programme, [unit_id])
    row, _made = Exclusion.objects.update_or_create(programme=programme, unit_id=unit_id, defaults={"reason": reason})
    mark_changed(programme, "scope", actor, now, reason)
    record(programme, "programme.excluded", actor, now, unit=unit_id)
    return row


@transaction.atomic
def include(*, actor: Actor, programme_id: int, exclusion_id: int, now: datetime) -> None:
    programme = locked(actor, programme_id)
    programme.exclusions.filter(pk=exclusion_id).delete()
    mark_changed(programme, "scope", actor, now)


@transaction.atomic
def weigh(
    *, actor: Actor, programme_id: int, threshold: int, weights: dict[str, int], labels: dict[str, str], now: datetime
) -> None:
    """The criteria of the grid with their weights, and the score from which a task can be done remotely.

    A criterion whose weight is 0 no longer counts; the administration's own carry a label.
    """
    programme = locked(actor, programme_id)
    programme.threshold = threshold
    programme.save(update_fields=["threshold"])
    for code, weight in weights.items():
        Criterion.objects.update_or_create(
            programme=programme, code=code, defaults={"weight": weight, "label": labels.get(code, "")}
        )
    mark_changed(programme, "tasks", actor, now)


@transaction.atomic
def score_task(
    *, actor: Actor, programme_id: int, title: str, unit_id: int | None, marks: dict[str, int], now: datetime
) -> Task:
    """A task enters the grid, or its marks change. Raises BadMarks, UnitElsewhere."""
    return score_tasks(actor=actor, programme_id=programme_id, rows=[(title, unit_id, marks)], now=now)[0]


@transaction.atomic
def score_tasks(
    *, actor: Actor, programme_id: int, rows: Iterable[tuple[str, int | None, dict[str, int]]], now: datetime
) -> list[Task]:
    """Many at once, all or none: what an imported sheet holds."""
    programme = locked(actor, programme_id)
    listed: list[tuple[str, Any, dict[str, int]]] = list(rows)
    refuse_other_units(programme, {unit for _title, unit, _marks in listed if unit is not None})
    made = []
    for title, unit_id, marks in listed:
        if any(type(mark) is not int or not 0 <= mark <= MOST_SCORE for mark in marks.values()):
            raise BadMarks(most=MOST_SCORE)
        task, _new = Task.objects.update_or_create(
            programme=programme, unit_id=unit_id, title=title.strip()[:300], defaults={"marks": marks}
        )
        made.append(task)
    mark_changed(programme, "tasks", actor, now)
    return made


@transaction.atomic
def drop_task(*, actor: Actor, programme_id: int, task_id: int, now: datetime) -> None:
    programme = locked(actor, programme_id)
    programme.tasks.filter(pk=task_id).delete()
    mark_changed(programme, "tasks", actor, now)


@transaction.atomic
def propose(*, actor: Actor, programme_id: int, person_id: int, note: str = "", now: datetime) -> Proposal:
    """A person is proposed for telework. Raises NotOfTheHouse."""
    programme = locked(actor, programme_id)
    refuse_strangers(programme, [person_id], now)
    row, _new = Proposal.objects.update_or_create(programme=programme, person_id=person_id, defaults={"note": note})
    mark_changed(programme, "staff", actor, now)
    return row


@transaction.atomic
def take_back(*, actor: Actor, programme_id: int, proposal_id: int, now: datetime) -> None:
    programme = locked(actor, programme_id)
    programme.proposals.filter(pk=proposal_id).delete()
    mark_changed(programme, "staff", actor, now)


@transaction.atomic
def study(*, actor: Actor, programme_id: int, figures: dict[str, int], now: datetime) -> Programme:
    """The figures of the capacity study. Raises BadFigures."""
    programme = locked(actor, programme_id)
    for name, figure in figures.items():
        if name not in FIGURES or type(figure) is not int or not 0 <= figure <= FIGURES[name][1]:
            raise BadFigures
    programme.figures = figures
    programme.save(update_fields=["figures"])
    mark_changed(programme, "capacity", actor, now)
    return programme
