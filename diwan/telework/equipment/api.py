"""The door of equipment."""

from .enums import HANDOVER, RETURN, Kind, SlipState, State, Way
from .events import ItemLost, ReturnAsked, SlipSigned
from .models import Item, Slip
from .operations.handing import Line, hand_over, need, take_back
from .operations.inventory import NewItem, declare_lost, enter, enter_many
from .queries import held_by, received

__all__ = [
    "HANDOVER",
    "RETURN",
    "Item",
    "ItemLost",
    "Kind",
    "Line",
    "NewItem",
    "ReturnAsked",
    "Slip",
    "SlipSigned",
    "SlipState",
    "State",
    "Way",
    "declare_lost",
    "enter",
    "enter_many",
    "hand_over",
    "held_by",
    "need",
    "received",
    "take_back",
]
