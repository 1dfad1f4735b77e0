"""Every write of notifications: what is said (`telling`), and where it is brought (`devices`)."""

from .telling import NoReader, choose, forget_old, mark_all_read, mark_read, notify

__all__ = ["NoReader", "choose", "forget_old", "mark_all_read", "mark_read", "notify"]
