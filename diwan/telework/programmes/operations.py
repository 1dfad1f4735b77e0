"""Every write of a programme: begun, filled step by step, brought before the head, opened, launched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.acts import api as acts
from diwan.telework.rules import api as rules

from . import policies
from .capacity import FIGURES
from .documents import decision, decision_title
from .enums import DECISION, DOCUMENT, GUIDE_CRITERIA, MOST_SCORE, Did, Role, State, StepState
from .events import ProgrammeLaunched, ProgrammeOpened
from .models import Criterion, Exclusion, Member, Programme, Proposal, Step, StepEntry, Task
from .path import kind_of, step_kinds
from .queries import lacking, people_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

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


@transaction.atomic
def begin(*, actor: Actor, administration_id: int, title: str, now: datetime) -> Programme:
    """Begin the adoption of telework. Raises NotAllowed, AlreadyBegun."""
    root = organisations.root_unit(administration_id)
    if not policies.may_begin(actor, root):
        raise NotAllowed
    today = calendars.local_day(now, root.administration.country)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                administration_id=administration_id,
                unit=root,
                title=title,
                threshold=rules.rules_for(administration_id, today).eligible_score,
                created_at=now,
                created_by_id=actor.person_id,
            )
    except IntegrityError as error:
        raise AlreadyBegun from error
    Step.objects.bulk_create(
        Step(programme=programme, code=kind.code, position=place) for place, kind in enumerate(step_kinds(), 1)
    )
    Criterion.objects.bulk_create(Criterion(programme=programme, code=code) for code, _label in GUIDE_CRITERIA)
    _record(programme, "programme.begun", actor, now, title=title)
    return programme


@transaction.atomic
def plan(
    *, actor: Actor, programme_id: int, code: str, owner_id: int | None, due_on: date | None, now: datetime
) -> Step:
    """Who sees to a step, and by when. Raises NotAllowed, NoSuchStep, NotOfTheHouse."""
    programme, step = _step(actor, programme_id, code)
    if owner_id is not None:
        _refuse_strangers(programme, [owner_id], now)
    step.owner_id, step.due_on = owner_id, due_on
    if step.state == StepState.TODO:
        step.state = StepState.DOING
    step.save(update_fields=["owner", "due_on", "state"])
    _note(step, Did.PLANNED, actor, now, due_on.isoformat() if due_on else "")
    return step


@transaction.atomic
def finish(
    *, actor: Actor, programme_id: int, code: str, note: str = "", file_id: int | None = None, now: datetime
) -> Step:
    """A step is done, with its document where there is one. The launch ends the programme.

    Raises NotAllowed, NoSuchStep, StepDone, ActDecides, StepsBefore, StillLacking.
    """
    programme, step = _step(actor, programme_id, code)
    if step.state == StepState.DONE:
        raise StepDone
    if code == "decision":
        raise ActDecides
    _refuse_early(programme, code)
    if file_id is not None:
        step.file = files.claim(file_id, purpose=DOCUMENT, subject=str(step.pk), now=now)
    _done(step, actor, now, note)
    if code == "launch":
        programme.state, programme.launched_at = State.LAUNCHED, now
        programme.save(update_fields=["state", "launched_at"])
        facts.tell(ProgrammeLaunched(programme.pk, programme.administration_id, _day(programme, now)))
    _record(programme, "programme.step", actor, now, step=code)
    return step


@transaction.atomic
def reopen(*, actor: Actor, programme_id: int, code: str, note: str, now: datetime) -> Step:
    """A step that was done is taken up again, while the head has not decided. Raises NotAllowed, NotInThisState."""
    programme, step = _step(actor, programme_id, code)
    if step.state != StepState.DONE or programme.state != State.PREPARING:
        raise NotInThisState
    step.state, step.done_at = StepState.DOING, None
    step.save(update_fields=["state", "done_at"])
    _note(step, Did.REOPENED, actor, now, note)
    _record(programme, "programme.reopened", actor, now, step=code)
    return step


# --- what the steps hold --------------------------------------------------------------------------------------------


@transaction.atomic
def write(*, actor: Actor, programme_id: int, now: datetime, **texts: str) -> Programme:
    """The objectives, or the populations covered."""
    programme = _locked(actor, programme_id)
    for name in ("objectives", "populations"):
        if name in texts:
            setattr(programme, name, texts[name].strip())
    programme.save(update_fields=["objectives", "populations"])
    _changed(programme, "objectives" if "objectives" in texts else "scope", actor, now)
    return programme


@transaction.atomic
def name_member(
    *, actor: Actor, programme_id: int, person_id: int, role: str, letter: str = "", now: datetime
) -> Member:
    """Somebody takes a role; a new person in charge replaces the one before. Raises LetterNeeded, AlreadyThere."""
    programme = _locked(actor, programme_id)
    _refuse_strangers(programme, [person_id], now)
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
    _changed(programme, "team", actor, now, str(Role(role).label))
    _record(programme, "programme.named", actor, now, person=person_id, role=str(role))
    return member


@transaction.atomic
def release_member(*, actor: Actor, programme_id: int, member_id: int, now: datetime) -> None:
    programme = _locked(actor, programme_id)
    programme.members.filter(pk=member_id, left_at=None).update(left_at=now)
    _changed(programme, "team", actor, now)


@transaction.atomic
def exclude(*, actor: Actor, programme_id: int, unit_id: int, reason: str, now: datetime) -> Exclusion:
    """A service is excluded by its nature, with all below it. Raises UnitElsewhere."""
    programme = _locked(actor, programme_id)
    _refuse_other_units(programme, [unit_id])
    row, _made = Exclusion.objects.update_or_create(programme=programme, unit_id=unit_id, defaults={"reason": reason})
    _changed(programme, "scope", actor, now, reason)
    _record(programme, "programme.excluded", actor, now, unit=unit_id, reason=reason)
    return row


@transaction.atomic
def include(*, actor: Actor, programme_id: int, exclusion_id: int, now: datetime) -> None:
    programme = _locked(actor, programme_id)
    programme.exclusions.filter(pk=exclusion_id).delete()
    _changed(programme, "scope", actor, now)


@transaction.atomic
def weigh(
    *, actor: Actor, programme_id: int, threshold: int, weights: dict[str, int], labels: dict[str, str], now: datetime
) -> None:
    """The criteria of the grid with their weights, and the score from which a task can be done remotely.

    A criterion whose weight is 0 no longer counts; the administration's own carry a label.
    """
    programme = _locked(actor, programme_id)
    programme.threshold = threshold
    programme.save(update_fields=["threshold"])
    for code, weight in weights.items():
        Criterion.objects.update_or_create(
            programme=programme, code=code, defaults={"weight": weight, "label": labels.get(code, "")}
        )
    _changed(programme, "tasks", actor, now)


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
    programme = _locked(actor, programme_id)
    listed = list(rows)
    _refuse_other_units(programme, {unit for _title, unit, _marks in listed if unit is not None})
    made = []
    for title, unit_id, marks in listed:
        if any(type(mark) is not int or not 0 <= mark <= MOST_SCORE for mark in marks.values()):
            raise BadMarks(most=MOST_SCORE)
        task, _new = Task.objects.update_or_create(
            programme=programme, unit_id=unit_id, title=title.strip()[:300], defaults={"marks": marks}
        )
        made.append(task)
    _changed(programme, "tasks", actor, now)
    return made


@transaction.atomic
def drop_task(*, actor: Actor, programme_id: int, task_id: int, now: datetime) -> None:
    programme = _locked(actor, programme_id)
    programme.tasks.filter(pk=task_id).delete()
    _changed(programme, "tasks", actor, now)


@transaction.atomic
def propose(*, actor: Actor, programme_id: int, person_id: int, note: str = "", now: datetime) -> Proposal:
    """A person is proposed for telework. Raises NotOfTheHouse."""
    programme = _locked(actor, programme_id)
    _refuse_strangers(programme, [person_id], now)
    row, _new = Proposal.objects.update_or_create(programme=programme, person_id=person_id, defaults={"note": note})
    _changed(programme, "staff", actor, now)
    return row


@transaction.atomic
def take_back(*, actor: Actor, programme_id: int, proposal_id: int, now: datetime) -> None:
    programme = _locked(actor, programme_id)
    programme.proposals.filter(pk=proposal_id).delete()
    _changed(programme, "staff", actor, now)


@transaction.atomic
def study(*, actor: Actor, programme_id: int, figures: dict[str, int], now: datetime) -> Programme:
    """The figures of the capacity study. Raises BadFigures."""
    programme = _locked(actor, programme_id)
    for name, figure in figures.items():
        if name not in FIGURES or type(figure) is not int or not 0 <= figure <= FIGURES[name][1]:
            raise BadFigures
    programme.figures = figures
    programme.save(update_fields=["figures"])
    _changed(programme, "capacity", actor, now)
    return programme


# --- the decision ---------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, actor: Actor, programme_id: int, now: datetime) -> acts.Act:
    """Bring the decision before the head of the administration. Raises StepsBefore, NotInThisState, NobodySigns."""
    programme = _locked(actor, programme_id)
    if programme.state != State.PREPARING:
        raise NotInThisState
    lacks = _open_before(programme, "decision")
    if lacks:
        raise StepsBefore(steps=" · ".join(lacks))
    head = organisations.head_post(programme.unit_id)
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
        _note(step, Did.REFUSED, organisations.SYSTEM, now, reason)
        return
    programme.state, programme.opened_at = State.OPEN, now
    programme.save(update_fields=["state", "opened_at"])
    _done(step, organisations.SYSTEM, now, "")
    _record(programme, "programme.opened", organisations.SYSTEM, now, act=act_id)
    facts.tell(ProgrammeOpened(programme.pk, programme.administration_id, _day(programme, now)))


# --- within ---------------------------------------------------------------------------------------------------------


def _locked(actor: Actor, programme_id: int) -> Programme:
    programme = (
        Programme.objects.select_for_update(of=("self",)).select_related("unit", "administration").get(pk=programme_id)
    )
    if not policies.may_run(actor, programme):
        raise NotAllowed
    return programme


def _step(actor: Actor, programme_id: int, code: str) -> tuple[Programme, Step]:
    programme = _locked(actor, programme_id)
    step = programme.steps.filter(code=code).first()
    if step is None:
        raise NoSuchStep
    return programme, step


def _open_before(programme: Programme, code: str) -> list[str]:
    before = kind_of(code).after
    left = programme.steps.filter(code__in=before).exclude(state=StepState.DONE).values_list("code", flat=True)
    return [str(kind_of(one).names) for one in left]


def _refuse_early(programme: Programme, code: str) -> None:
    before = _open_before(programme, code)
    if before:
        raise StepsBefore(steps=" · ".join(before))
    missing = lacking(programme).get(code)
    if missing:
        raise StillLacking(what=" ".join(missing))


def _done(step: Step, actor: Actor, now: datetime, note: str) -> None:
    step.state, step.done_at, step.note = StepState.DONE, now, note.strip() or step.note
    step.save(update_fields=["state", "done_at", "note", "file"])
    _note(step, Did.DECIDED if step.code == "decision" else Did.DONE, actor, now, note)


def _changed(programme: Programme, code: str, actor: Actor, now: datetime, note: str = "") -> None:
    """What a step holds changed: it is under way, and its history says so."""
    step = programme.steps.get(code=code)
    if step.state == StepState.TODO:
        step.state = StepState.DOING
        step.save(update_fields=["state"])
    _note(step, Did.CHANGED, actor, now, note)


def _note(step: Step, did: str, actor: Actor, now: datetime, note: str) -> None:
    StepEntry.objects.create(step=step, did=did, at=now, by_id=actor.person_id, note=note[:500])


def _refuse_strangers(programme: Programme, person_ids: list[int], now: datetime) -> None:
    if not set(person_ids) <= {pk for pk, _name in people_of(programme, now, only=person_ids)}:
        raise NotOfTheHouse


def _refuse_other_units(programme: Programme, unit_ids: Iterable[int]) -> None:
    asked = set(unit_ids)
    unit_model: Any = Programme._meta.get_field("unit").related_model
    rows = unit_model.objects.filter(pk__in=asked, administration_id=programme.administration_id)
    if rows.count() != len(asked):
        raise UnitElsewhere


def _day(programme: Programme, now: datetime) -> str:
    return calendars.local_day(now, programme.administration.country).isoformat()


def _record(programme: Programme, kind: str, actor: Actor, now: datetime, **said: Any) -> None:
    """Written last, because a chain stays locked until the transaction ends."""
    journal.append(
        chain=f"programmes:{programme.administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"programme:{programme.pk}",
        facts=said,
    )
