"""The door of programmes."""

from .enums import DECISION, Role, State
from .events import ProgrammeLaunched, ProgrammeOpened
from .models import Programme
from .operations import (
    begin,
    exclude,
    finish,
    name_member,
    plan,
    propose,
    score_task,
    score_tasks,
    study,
    submit,
    weigh,
    write,
)

__all__ = [
    "DECISION",
    "Programme",
    "ProgrammeLaunched",
    "ProgrammeOpened",
    "Role",
    "State",
    "begin",
    "exclude",
    "finish",
    "name_member",
    "plan",
    "propose",
    "score_task",
    "score_tasks",
    "study",
    "submit",
    "weigh",
    "write",
]
