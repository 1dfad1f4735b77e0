"""The door of incidents."""

from .enums import Gravity, Kind, State
from .events import IncidentClosed, IncidentDeclared
from .models import Incident
from .operations import close, declare, note_measure, note_sending

__all__ = [
    "Gravity",
    "Incident",
    "IncidentClosed",
    "IncidentDeclared",
    "Kind",
    "State",
    "close",
    "declare",
    "note_measure",
    "note_sending",
]
