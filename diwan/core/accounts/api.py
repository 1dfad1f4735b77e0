"""The door of accounts."""

from . import presence
from .adapter import at_sign_out
from .enums import ADMINISTER, InvitationState
from .events import AccessCut, AccountOpened, PersonInvited
from .kept import keep_form
from .operations import (
    AccountRefused,
    AlreadySignsIn,
    InvitationOver,
    Newcomer,
    change_people,
    disable_account,
    enable_account,
    end_sessions,
    invite,
    invite_everybody,
    open_account,
    open_accounts,
    revoke_invitation,
)
from .presence import Challenge, Proof, digest_of
from .queries import Counts, by_email, counts, people_with_invitations

__all__ = [
    "ADMINISTER",
    "AccessCut",
    "AccountOpened",
    "AccountRefused",
    "AlreadySignsIn",
    "Challenge",
    "Counts",
    "InvitationOver",
    "InvitationState",
    "Newcomer",
    "PersonInvited",
    "Proof",
    "at_sign_out",
    "by_email",
    "change_people",
    "counts",
    "digest_of",
    "disable_account",
    "enable_account",
    "end_sessions",
    "invite",
    "invite_everybody",
    "keep_form",
    "open_account",
    "open_accounts",
    "people_with_invitations",
    "presence",
    "revoke_invitation",
]
