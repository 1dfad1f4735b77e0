"""Every write of accounts: `people` (opened, closed), `invitations` (the way to a first password), `many` at once."""

from .invitations import (
    AlreadySignsIn,
    InvitationOver,
    accept_invitation,
    invite,
    invite_everybody,
    note_opened,
    revoke_invitation,
)
from .many import Newcomer, change_people, open_accounts
from .people import (
    AccountRefused,
    OwnAccount,
    close_absent,
    disable_account,
    enable_account,
    end_sessions,
    open_account,
)

__all__ = [
    "AccountRefused",
    "AlreadySignsIn",
    "InvitationOver",
    "Newcomer",
    "OwnAccount",
    "accept_invitation",
    "change_people",
    "close_absent",
    "disable_account",
    "enable_account",
    "end_sessions",
    "invite",
    "invite_everybody",
    "note_opened",
    "open_account",
    "open_accounts",
    "revoke_invitation",
]
