"""The door of accounts."""

from .enums import ADMINISTER
from .events import AccessCut, AccountOpened
from .kept import keep_form
from .operations import disable_account, enable_account, end_sessions, open_account

__all__ = [
    "ADMINISTER",
    "AccessCut",
    "AccountOpened",
    "disable_account",
    "enable_account",
    "end_sessions",
    "keep_form",
    "open_account",
]
