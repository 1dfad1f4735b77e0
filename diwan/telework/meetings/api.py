"""The door of meetings."""

from .enums import MINUTES, Answer, Room, State
from .events import MeetingCancelled, MeetingClosed, MeetingConvened, MeetingOpened, MinutesSigned
from .models import Meeting
from .operations.convening import Item, Plan, cancel, change, convene, prepare

__all__ = [
    "MINUTES",
    "Answer",
    "Item",
    "Meeting",
    "MeetingCancelled",
    "MeetingClosed",
    "MeetingConvened",
    "MeetingOpened",
    "MinutesSigned",
    "Plan",
    "Room",
    "State",
    "cancel",
    "change",
    "convene",
    "prepare",
]
