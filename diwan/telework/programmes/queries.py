"""Where a programme stands: its steps, what each still lacks, what blocks the launch; and who is eligible by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from diwan.telework.agreements.api import Finding

from .capacity import suffices
from .enums import GUIDE_CRITERIA, Role, State, StepState
from .models import Exclusion, Programme, Task
from .path import kind_of, step_kinds
from .scoring import score

if TYPE_CHECKING:
    from datetime import date, datetime

    from .models import Step

PEOPLE = 500


@dataclass(frozen=True)
class Line:
    """A step as the board shows it."""

    step: Step
    names: Any
    source: str
    late: bool
    lacks: list[str]
    waits: list[Any]  # names of the steps that come first

    @property
    def done(self) -> bool:
        return self.step.state == StepState.DONE


@dataclass(frozen=True)
class Board:
    lines: list[Line]

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines)

    @property
    def late(self) -> list[Line]:
        return [line for line in self.lines if line.late]

    @property
    def blocking(self) -> list[Line]:
        """What stands before the launch."""
        return [line for line in self.lines if not line.done and line.step.code != "launch"]

    @property
    def percent(self) -> int:
        return self.done * 100 // len(self.lines) if self.lines else 0


def board(programme: Programme, today: date) -> Board:
    """The whole path (a constant number of queries)."""
    steps = {step.code: step for step in programme.steps.select_related("owner", "file")}
    missing = lacking(programme)
    found = []
    for kind in step_kinds():
        step = steps.get(kind.code)
        if step is None:
            continue
        open_before = [kind_of(code).names for code in kind.after if code in steps and steps[code].state != "done"]
        late = step.state != StepState.DONE and step.due_on is not None and step.due_on < today
        found.append(Line(step, kind.names, kind.source, late, missing.get(kind.code, []), open_before))
    return Board(found)


def lacking(programme: Programme) -> dict[str, list[str]]:
    """What each step still lacks before it can be called done, in words (4 queries)."""
    roles = set(programme.members.filter(left_at=None).values_list("role", flat=True))
    lacks: dict[str, list[str]] = {}

    def need(code: str, there: object, words: str) -> None:
        if not there:
            lacks.setdefault(code, []).append(words)

    need("objectives", programme.objectives, _("The objectives are not written."))
    need("team", Role.CHARGE in roles, _("No person in charge is named."))
    need("team", Role.TEAM in roles, _("The team has no member."))
    need("team", Role.LIAISON in roles, _("No liaison officer is named."))
    need("team", Role.IT in roles, _("No liaison officer for information systems is named."))
    need("scope", programme.populations, _("The populations covered are not written."))
    need("tasks", programme.tasks.exists(), _("The grid has no task."))
    need("staff", programme.proposals.exists(), _("Nobody is proposed."))
    enough = suffices(programme.figures)
    need("capacity", enough is not None, _("The figures of the study are not all entered."))
    need("capacity", enough is not False, _("The study says that something is not enough."))
    need("decision", programme.state in {State.OPEN, State.LAUNCHED}, _("The head has not signed the decision."))
    return lacks


def weights(programme: Programme) -> dict[str, int]:
    return dict(programme.criteria.values_list("code", "weight"))


def criteria(programme: Programme) -> list[dict[str, Any]]:
    """The criteria with their words: those of the guide are translated, the others stand as typed."""
    known = dict(GUIDE_CRITERIA)
    return [
        {"row": row, "code": row.code, "weight": row.weight, "label": row.label or known.get(row.code, row.code)}
        for row in programme.criteria.all()
    ]


@dataclass(frozen=True)
class Scored:
    task: Task
    marks: list[int]
    score: int
    possible: bool


def grid(programme: Programme) -> list[Scored]:
    """Each task with its score, the best first (2 queries)."""
    weighed = weights(programme)
    found = []
    for task in programme.tasks.select_related("unit"):
        reached = score(task.marks, weighed)
        marks = [task.marks.get(code, 0) for code in weighed]
        found.append(Scored(task, marks, reached, reached >= programme.threshold))
    return sorted(found, key=lambda row: (-row.score, row.task.pk))


def people_of(programme: Programme, now: datetime, only: list[int] | None = None) -> list[tuple[int, str]]:
    """Who holds a post in the administration: the choices of the forms, or those of `only` (1 query)."""
    in_force = Q(holding__ends_at=None) | Q(holding__ends_at__gt=now)
    rows = get_user_model()._default_manager.filter(
        in_force, holding__starts_at__lte=now, holding__post__unit__path__startswith=programme.unit.path
    )
    if only is not None:
        rows = rows.filter(pk__in=only)
    return list(rows.distinct().order_by("name_ar").values_list("pk", "name_ar")[:PEOPLE])


# --- eligibility, as agreements ask for it --------------------------------------------------------------------------


def of_unit(unit_id: int) -> tuple[Programme | None, str]:
    """The programme of the administration of a unit, and the unit's path."""
    unit_model: Any = Programme._meta.get_field("unit").related_model
    path, administration = unit_model.objects.values_list("path", "administration_id").get(pk=unit_id)
    return Programme.objects.filter(administration_id=administration).first(), path


def service_finding(person_id: int, unit_id: int, post_id: int, on: date) -> Finding:
    """Whether the service is one that its nature excludes."""
    programme, path = of_unit(unit_id)
    if programme is None:
        return Finding(ok=True, why=_("The administration excludes no service."))
    rows = Exclusion.objects.filter(programme=programme).values_list("unit__path", "reason")
    reason = next((reason for above, reason in rows if path.startswith(above)), None)
    if reason is None:
        return Finding(ok=True, why=_("This service is not excluded."))
    return Finding(ok=False, why=_("This service is excluded by its nature: %(reason)s") % {"reason": reason})


def tasks_finding(person_id: int, unit_id: int, post_id: int, on: date) -> Finding:
    """Whether the tasks of the unit, as scored, can be done remotely. Weighed by the manager, never a wall."""
    programme, _path = of_unit(unit_id)
    if programme is None:
        return Finding(ok=True, why=_("No grid of tasks was made."), blocks=False)
    rows = [row for row in grid(programme) if row.task.unit_id in {unit_id, None}]
    if not rows:
        return Finding(ok=True, why=_("No task of this unit was scored."), blocks=False)
    possible = sum(row.possible for row in rows)
    values = {"possible": possible, "all": len(rows), "threshold": programme.threshold}
    why = _("Tasks of this unit that reach %(threshold)s %%: %(possible)s of %(all)s.") % values
    return Finding(ok=possible > 0, why=why, blocks=False)


def opening_finding(person_id: int, unit_id: int, post_id: int, on: date) -> Finding:
    """Whether the head opened telework. Where no programme was begun, nothing is said against it."""
    programme, _path = of_unit(unit_id)
    if programme is None or programme.state in {State.OPEN, State.LAUNCHED}:
        return Finding(ok=True, why=_("Telework is open in the administration."), blocks=False)
    return Finding(ok=False, why=_("The head has not opened telework yet."), blocks=False)
