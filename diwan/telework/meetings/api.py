"""The door of meetings."""

from .enums import MINUTES, Answer, Room, State
from .events import MeetingCancelled, MeetingClosed, MeetingConvened, MeetingOpened, MinutesSigned
from .models import Meeting
from .operations.convening import Item, Plan, cancel, change, convene, prepare
from .operations.holding import close_meeting, open_meeting, sign_in
from .operations.writing import NewDecision, Written, send_minutes, write_minutes

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
    "NewDecision",
    "Plan",
    "Room",
    "State",
    "Written",
    "cancel",
    "change",
    "close_meeting",
    "convene",
    "open_meeting",
    "prepare",
    "send_minutes",
    "sign_in",
    "write_minutes",
]
