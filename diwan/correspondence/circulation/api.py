"""The door of circulation."""

from .enums import DISPATCH, State, Verb
from .events import InstructionAnswered, InstructionEnded, InstructionGiven
from .models import Dispatch, Instruction
from .operations.following import answer, close, give_back, see, send_back, take_back
from .operations.giving import Asked, InstructionOver, NobodyNamed, TwoLeads, UnitGone, give
from .policies import giving_seat, may_dispatch, seat_of

__all__ = [
    "DISPATCH",
    "Asked",
    "Dispatch",
    "Instruction",
    "InstructionAnswered",
    "InstructionEnded",
    "InstructionGiven",
    "InstructionOver",
    "NobodyNamed",
    "State",
    "TwoLeads",
    "UnitGone",
    "Verb",
    "answer",
    "close",
    "give",
    "give_back",
    "giving_seat",
    "may_dispatch",
    "seat_of",
    "see",
    "send_back",
    "take_back",
]
