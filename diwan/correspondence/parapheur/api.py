"""The door of the parapheur."""

from .enums import SUBJECT, GuestState, Reason, Role, SignatureState
from .fingerprints import digest_of_list, fingerprint
from .models import Annotation, Authorisation, Document, Folder, Guest, Signature
from .operations.authorising import KeyTooWeak, NoKey, NotTheList, authorise
from .operations.deciding import agree, ask, hand_on, refuse, take_back
from .operations.filing import counted
from .operations.guests import put as change_guest
from .operations.locking import BeingSigned, Changed
from .operations.preparing import Said, add_files, describe, prepare, withdraw
from .operations.sending import abandon, recall, send, send_letter
from .queries.mine import before_post
from .queries.outside import Asked

__all__ = [
    "SUBJECT",
    "Annotation",
    "Asked",
    "Authorisation",
    "BeingSigned",
    "Changed",
    "Document",
    "Folder",
    "Guest",
    "GuestState",
    "KeyTooWeak",
    "NoKey",
    "NotTheList",
    "Reason",
    "Role",
    "Said",
    "Signature",
    "SignatureState",
    "abandon",
    "add_files",
    "agree",
    "ask",
    "authorise",
    "before_post",
    "change_guest",
    "counted",
    "describe",
    "digest_of_list",
    "fingerprint",
    "hand_on",
    "prepare",
    "recall",
    "refuse",
    "send",
    "send_letter",
    "take_back",
    "withdraw",
]
