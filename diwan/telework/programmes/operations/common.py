"""What every write of a programme shares: its refusals, its lock, the history of its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import Did, StepState
from ..models import Programme, Step, StepEntry
from ..path import kind_of
from ..queries import lacking, people_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class AlreadyBegun(Refusal):
    message = _("This administration already has a programme.")


class NoSuchStep(Refusal):
    message = _("There is no such step.")
    status = 404


class StepsBefore(Refusal):
    message = _("Other steps come first: %(steps)s.")
    advice = _("Finish them, then come back to this one.")


class StillLacking(Refusal):
    message = _("This step is not ready: %(what)s")
    advice = _("Complete it, then mark it done.")


class StepDone(Refusal):
    message = _("This step is done already.")


class ActDecides(Refusal):
    message = _("This step is done by the signature of the head, and by nothing else.")


class NotInThisState(Refusal):
    message = _("The programme is past this.")


class NotOfTheHouse(Refusal):
    message = _("This person holds no post in the administration.")
    status = 422


class AlreadyThere(Refusal):
    message = _("It is already there.")
    status = 422


class LetterNeeded(Refusal):
    message = _("A liaison officer is named by a letter: give its reference.")
    status = 422


class BadMarks(Refusal):
    message = _("Marks go from 0 to %(most)s.")
    status = 422


class BadFigures(Refusal):
    message = _("Each figure of the study is a whole number, not below zero.")
    status = 422


class UnitElsewhere(Refusal):
    message = _("This unit is not one of the administration.")
    status = 422


def locked(actor: Actor, programme_id: int) -> Programme:
    programme = (
        Programme.objects.select_for_update(of=("self",)).select_related("unit", "administration").get(pk=programme_id)
    )
    if not policies.may_run(actor, programme):
        raise NotAllowed
    return programme


def step_of(actor: Actor, programme_id: int, code: str) -> tuple[Programme, Step]:
    programme = locked(actor, programme_id)
    step = programme.steps.filter(code=code).first()
    if step is None:
        raise NoSuchStep
    return programme, step


def open_before(programme: Programme, code: str) -> list[str]:
    before = kind_of(code).after
    left = programme.steps.filter(code__in=before).exclude(state=StepState.DONE).values_list("code", flat=True)
    return [str(kind_of(one).names) for one in left]


def refuse_early(programme: Programme, code: str) -> None:
    before = open_before(programme, code)
    if before:
        raise StepsBefore(steps=" · ".join(before))
    missing = lacking(programme).get(code)
    if missing:
        raise StillLacking(what=" ".join(missing))


def mark_done(step: Step, actor: Actor, now: datetime, note: str) -> None:
    step.state, step.done_at, step.note = StepState.DONE, now, note.strip() or step.note
    step.save(update_fields=["state", "done_at", "note", "file"])
    write_note(step, Did.DECIDED if step.code == "decision" else Did.DONE, actor, now, note)


def mark_changed(programme: Programme, code: str, actor: Actor, now: datetime, note: str = "") -> None:
    """What a step holds changed: it is under way, and its history says so."""
    step = programme.steps.get(code=code)
    if step.state == StepState.TODO:
        step.state = StepState.DOING
        step.save(update_fields=["state"])
    write_note(step, Did.CHANGED, actor, now, note)


def write_note(step: Step, did: str, actor: Actor, now: datetime, note: str) -> None:
    StepEntry.objects.create(step=step, did=did, at=now, by_id=actor.person_id, note=note[:500])


def refuse_strangers(programme: Programme, person_ids: list[int], now: datetime) -> None:
    if not set(person_ids) <= {pk for pk, _name in people_of(programme, now, only=person_ids)}:
        raise NotOfTheHouse


def refuse_other_units(programme: Programme, unit_ids: Iterable[int]) -> None:
    asked = set(unit_ids)
    unit_model: Any = Programme._meta.get_field("unit").related_model
    rows = unit_model.objects.filter(pk__in=asked, administration_id=programme.administration_id)
    if rows.count() != len(asked):
        raise UnitElsewhere


def iso_day(programme: Programme, now: datetime) -> str:
    return calendars.local_day(now, programme.administration.country).isoformat()


def record(programme: Programme, kind: str, actor: Actor, now: datetime, **said: Any) -> None:
    """Written last, because a chain stays locked until the transaction ends."""
    journal.append(
        chain=f"programmes:{programme.administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"programme:{programme.pk}",
        facts=said,
    )
