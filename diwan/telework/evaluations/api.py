"""The door of evaluations."""

from .enums import MINUTES, REPORT
from .models import Case, Member, Session, Survey, UnitCost
from .operations.minutes import report, take_effect, write
from .operations.programme import answer, open_survey, set_cost
from .operations.sitting import attend, close, give_opinion, plan, propose, seat, state, unseat, vote
from .queries import due, indicators

__all__ = [
    "MINUTES",
    "REPORT",
    "Case",
    "Member",
    "Session",
    "Survey",
    "UnitCost",
    "answer",
    "attend",
    "close",
    "due",
    "give_opinion",
    "indicators",
    "open_survey",
    "plan",
    "propose",
    "report",
    "seat",
    "set_cost",
    "state",
    "take_effect",
    "unseat",
    "vote",
    "write",
]
