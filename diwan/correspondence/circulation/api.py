"""The door of circulation."""

from .enums import DISPATCH, LIVE, State, Verb
from .events import InstructionAnswered, InstructionEnded, InstructionGiven, InstructionSentBack, NoteWritten
from .models import Dispatch, Instruction, Mention, Note
from .operations.closing import close_letter
from .operations.following import AboveOver, StillLive, answer, close, give_back, see, send_back, take_back
from .operations.giving import (
    Asked,
    InstructionOver,
    NamedTwice,
    NobodyNamed,
    PostGone,
    PostNeeded,
    TwoLeads,
    UnitGone,
    give,
)
from .operations.keeping import Condition, keep_list, keep_pace, keep_rule, put_to_work, try_rule
from .operations.moving import resettle, take_over
from .operations.notes import withdraw_note, write_note
from .pace import pace_of, usual_due
from .policies import giving_seat, may_consult, may_dispatch, overseeing_seat, passing_seat, seat_of
from .telling import people_at, tell
from .tree import Line, Tree, parent_for, tree
from .works import CLOSE, CLOSE_LETTERS, GIVE, SEE, TAKE_OVER, params_of

__all__ = [
    "CLOSE",
    "CLOSE_LETTERS",
    "DISPATCH",
    "GIVE",
    "LIVE",
    "SEE",
    "TAKE_OVER",
    "AboveOver",
    "Asked",
    "Condition",
    "Dispatch",
    "Instruction",
    "InstructionAnswered",
    "InstructionEnded",
    "InstructionGiven",
    "InstructionOver",
    "InstructionSentBack",
    "Line",
    "Mention",
    "NamedTwice",
    "NobodyNamed",
    "Note",
    "NoteWritten",
    "PostGone",
    "PostNeeded",
    "State",
    "StillLive",
    "Tree",
    "TwoLeads",
    "UnitGone",
    "Verb",
    "answer",
    "close",
    "close_letter",
    "give",
    "give_back",
    "giving_seat",
    "keep_list",
    "keep_pace",
    "keep_rule",
    "may_consult",
    "may_dispatch",
    "overseeing_seat",
    "pace_of",
    "params_of",
    "parent_for",
    "passing_seat",
    "people_at",
    "put_to_work",
    "resettle",
    "seat_of",
    "see",
    "send_back",
    "take_back",
    "take_over",
    "tell",
    "tree",
    "try_rule",
    "usual_due",
    "withdraw_note",
    "write_note",
]
