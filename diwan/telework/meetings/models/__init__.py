"""Meetings, who comes, what is said and decided."""

from .agenda import AgendaItem, Decision, Document
from .meetings import Meeting, MeetingQuerySet
from .people import Attendance, Participant, Speech
from .servers import VideoServer

__all__ = [
    "AgendaItem",
    "Attendance",
    "Decision",
    "Document",
    "Meeting",
    "MeetingQuerySet",
    "Participant",
    "Speech",
    "VideoServer",
]
