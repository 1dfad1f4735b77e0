"""The door of incidents."""

from .enums import Gravity, Kind, State
from .events import IncidentClosed, IncidentDeclared
from .models import Incident
from .operations import declare, note_measure

__all__ = [
    "Gravity",
    "Incident",
    "IncidentClosed",
    "IncidentDeclared",
    "Kind",
    "State",
    "declare",
    "note_measure",
]
