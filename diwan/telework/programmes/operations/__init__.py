"""Every write of a programme: begun, filled step by step, brought before the head, opened, launched."""

from .common import ActDecides as ActDecides
from .common import AlreadyBegun as AlreadyBegun
from .common import (
    AlreadyThere,
    BadFigures,
    BadMarks,
    LetterNeeded,
    NotInThisState,
    NotOfTheHouse,
    StepDone,
    StepsBefore,
    StillLacking,
    UnitElsewhere,
)
from .common import NoSuchStep as NoSuchStep
from .content import (
    drop_task,
    exclude,
    include,
    name_member,
    propose,
    release_member,
    score_task,
    score_tasks,
    study,
    take_back,
    weigh,
    write,
)
from .deciding import decided, submit
from .steps import begin, finish, plan, reopen

__all__ = [
    "ActDecides",
    "AlreadyBegun",
    "AlreadyThere",
    "BadFigures",
    "BadMarks",
    "LetterNeeded",
    "NoSuchStep",
    "NotInThisState",
    "NotOfTheHouse",
    "StepDone",
    "StepsBefore",
    "StillLacking",
    "UnitElsewhere",
    "begin",
    "decided",
    "drop_task",
    "exclude",
    "finish",
    "include",
    "name_member",
    "plan",
    "propose",
    "release_member",
    "reopen",
    "score_task",
    "score_tasks",
    "study",
    "submit",
    "take_back",
    "weigh",
    "write",
]
