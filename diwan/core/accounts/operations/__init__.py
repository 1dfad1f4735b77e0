"""Every write of accounts: `people` (opened, closed), `invitations` (the way to a first password), `many` at once,
`joining` (members of the public open their own).
"""

from .invitations import (
    AlreadySignsIn,
    InvitationOver,
    accept_invitation,
    invite,
    invite_everybody,
    note_opened,
    revoke_invitation,
)
from .joining import JoiningOver, ask_to_join, forget_unanswered, join
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
    "JoiningOver",
    "Newcomer",
    "OwnAccount",
    "accept_invitation",
    "ask_to_join",
    "change_people",
    "close_absent",
    "disable_account",
    "enable_account",
    "end_sessions",
    "forget_unanswered",
    "invite",
    "invite_everybody",
    "join",
    "note_opened",
    "open_account",
    "open_accounts",
    "revoke_invitation",
]
