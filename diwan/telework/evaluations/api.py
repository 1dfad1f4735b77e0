"""The door of evaluations."""

from .enums import MINUTES, REPORT
from .models import Amendment, Case, Entered, Member, Session, Survey, UnitCost
from .operations.amending import cast, propose_amendment
from .operations.minutes import report, take_effect, write
from .operations.programme import answer, enter_figure, open_survey, set_cost
from .operations.sitting import attend, close, give_opinion, plan, propose, seat, state, unseat, vote
from .queries import due, indicators

__all__ = [
    "MINUTES",
    "REPORT",
    "Amendment",
    "Case",
    "Entered",
    "Member",
    "Session",
    "Survey",
    "UnitCost",
    "answer",
    "attend",
    "cast",
    "close",
    "due",
    "enter_figure",
    "give_opinion",
    "indicators",
    "open_survey",
    "plan",
    "propose",
    "propose_amendment",
    "report",
    "seat",
    "set_cost",
    "state",
    "take_effect",
    "unseat",
    "vote",
    "write",
]
