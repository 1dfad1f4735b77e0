"""What may be done on the page of a step: each word of the form, the form that reads it, the operation that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import forms, operations, queries, sheets

if TYPE_CHECKING:
    from collections.abc import Callable

    from .models import Programme

#: The forms of each step, beside planning, finishing and taking up again, which all have.
OF_STEP = {
    "objectives": ("write",),
    "team": ("member",),
    "scope": ("populations", "exclude"),
    "tasks": ("task", "weigh", "import"),
    "staff": ("propose",),
    "capacity": ("study",),
}
#: Buttons without a form: what they do to the row they stand in.
ROWS: dict[str, tuple[str, Callable[[int], tuple[Callable[..., None], dict[str, int]]]]] = {
    "release": ("team", lambda row: (operations.release_member, {"member_id": row})),
    "include": ("scope", lambda row: (operations.include, {"exclusion_id": row})),
    "drop": ("tasks", lambda row: (operations.drop_task, {"task_id": row})),
    "back": ("staff", lambda row: (operations.take_back, {"proposal_id": row})),
}


@dataclass(frozen=True)
class Choices:
    """What the forms choose among, read once for a page."""

    people: list[tuple[int, str]]
    units: list[tuple[int, str]]
    criteria: list[dict[str, Any]]


def form_of(do: str, programme: Programme, step: Any, choices: Choices, data: Any = None, sent: Any = None) -> Any:
    """The form behind one word, filled with what was sent or with what is there. Raises KeyError."""
    made: dict[str, Callable[[], Any]] = {
        "plan": lambda: forms.PlanForm(
            data, people=choices.people, initial={"owner_id": step.owner_id, "due_on": step.due_on}
        ),
        "finish": lambda: forms.FinishForm(data, sent, initial={"note": step.note}),
        "reopen": lambda: forms.ReopenForm(data, auto_id="reopen_%s"),
        "write": lambda: forms.ObjectivesForm(data, initial={"objectives": programme.objectives}),
        "populations": lambda: forms.PopulationsForm(data, initial={"populations": programme.populations}),
        "member": lambda: forms.MemberForm(data, people=choices.people, auto_id="member_%s"),
        "exclude": lambda: forms.ExcludeForm(data, units=choices.units, auto_id="exclude_%s"),
        "weigh": lambda: forms.WeighForm(
            data, criteria=choices.criteria, auto_id="weigh_%s", initial={"threshold": programme.threshold}
        ),
        "task": lambda: forms.TaskForm(data, units=choices.units, criteria=choices.criteria, auto_id="task_%s"),
        "import": lambda: forms.ImportForm(data, sent, auto_id="import_%s"),
        "propose": lambda: forms.ProposeForm(data, people=choices.people, auto_id="propose_%s"),
        "study": lambda: forms.CapacityForm(data, initial=programme.figures),
    }
    return made[do]()


def perform(do: str, form: Any, programme: Programme, code: str, *, stored: Any, who: dict[str, Any]) -> Any:
    """Do what a valid form asks. Raises the refusals of the operations."""
    data, said = form.cleaned_data, {**who, "programme_id": programme.pk}
    done: dict[str, Callable[[], Any]] = {
        "plan": lambda: operations.plan(code=code, **data, **said),
        "finish": lambda: operations.finish(
            code=code, note=data["note"], file_id=stored.pk if stored else None, **said
        ),
        "reopen": lambda: operations.reopen(code=code, **data, **said),
        "write": lambda: operations.write(**data, **said),
        "populations": lambda: operations.write(**data, **said),
        "member": lambda: operations.name_member(**data, **said),
        "exclude": lambda: operations.exclude(**data, **said),
        "weigh": lambda: _weigh(form, said),
        "task": lambda: operations.score_task(title=data["title"], unit_id=data["unit_id"], marks=form.marks(), **said),
        "import": lambda: _import(programme, data["sheet"], said),
        "propose": lambda: operations.propose(**data, **said),
        "study": lambda: operations.study(figures=data, **said),
    }
    return done[do]()


def _weigh(form: Any, said: dict[str, Any]) -> None:
    weights, labels = form.weights()
    operations.weigh(threshold=form.cleaned_data["threshold"], weights=weights, labels=labels, **said)


def _import(programme: Programme, sheet: Any, said: dict[str, Any]) -> None:
    rows = sheets.read(programme, sheet, sheet.name.rpartition(".")[2].lower())
    operations.score_tasks(rows=rows, **said)


def choices_for(programme: Programme, now: Any) -> Choices:
    from diwan.core.organisations import api as organisations

    units = organisations.units_of([programme.administration_id], now)
    return Choices(
        people=queries.people_of(programme, now),
        units=[(pk, names.here) for pk, names in units.items()],
        criteria=queries.criteria(programme),
    )
