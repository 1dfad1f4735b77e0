"""The door of circuits."""

from .authority import Authority
from .conditions import Field, Type, holds, typed
from .definition import Definition, Stage, Step, Who, from_json, to_json
from .enums import DESIGN, FINAL, LASTING, MANDATES, WITH_AUTHOR, Basis, How, Kind, Level, RunState, Silence, TurnState
from .events import MandateChanged, RunMoved, TurnOpened
from .machine import Back
from .models import Act, Circuit, CircuitVersion, DocumentType, Mandate, Run, Turn
from .operations.noting import note
from .operations.running import (
    NobodyThere,
    NoCircuit,
    NotNow,
    abandon,
    ask,
    begin,
    decide,
    done_by_itself,
    hand_on,
    recall,
    send_again,
    take_back,
)
from .queries.titles import owners_of, titles_for
from .way import Way, way

__all__ = [
    "DESIGN",
    "FINAL",
    "LASTING",
    "MANDATES",
    "WITH_AUTHOR",
    "Act",
    "Authority",
    "Back",
    "Basis",
    "Circuit",
    "CircuitVersion",
    "Definition",
    "DocumentType",
    "Field",
    "How",
    "Kind",
    "Level",
    "Mandate",
    "MandateChanged",
    "NoCircuit",
    "NobodyThere",
    "NotNow",
    "Run",
    "RunMoved",
    "RunState",
    "Silence",
    "Stage",
    "Step",
    "Turn",
    "TurnOpened",
    "TurnState",
    "Type",
    "Way",
    "Who",
    "abandon",
    "ask",
    "begin",
    "decide",
    "done_by_itself",
    "from_json",
    "hand_on",
    "holds",
    "note",
    "owners_of",
    "recall",
    "send_again",
    "take_back",
    "titles_for",
    "to_json",
    "typed",
    "way",
]
