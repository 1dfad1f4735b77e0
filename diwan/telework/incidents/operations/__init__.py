"""Every write of incidents: `declaring`, and `following` until they are closed."""

from .declaring import NotFromTheFuture, NotOneOfYours, declare
from .following import AlreadyClosed, LessonsMissing, add_files, close, note_measure, note_sending, weigh

__all__ = [
    "AlreadyClosed",
    "LessonsMissing",
    "NotFromTheFuture",
    "NotOneOfYours",
    "add_files",
    "close",
    "declare",
    "note_measure",
    "note_sending",
    "weigh",
]
