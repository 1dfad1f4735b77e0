"""Rows of circulation: `instructions` (who was asked what), `lists` (distribution lists), `rules` (which propose a
unit), `notes` (written beside a letter), `pace` (the delays of an administration)."""

from .instructions import Dispatch, Instruction
from .lists import DistributionEntry, DistributionList
from .notes import Mention, Note
from .pace import Pace
from .rules import RoutingRule

__all__ = [
    "Dispatch",
    "DistributionEntry",
    "DistributionList",
    "Instruction",
    "Mention",
    "Note",
    "Pace",
    "RoutingRule",
]
