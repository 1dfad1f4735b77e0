"""Every write of notifications: what is said (`telling`; `bulk` to many at once), where it is brought (`devices`)."""

from .bulk import Telling, notify_many
from .telling import NoReader, choose, forget_old, mark_all_read, mark_read, notify

__all__ = [
    "NoReader",
    "Telling",
    "choose",
    "forget_old",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_many",
]
