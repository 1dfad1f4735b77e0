"""The door of the journal."""

from .formats import body
from .keys import public_pem as public_key_pem
from .operations import Appended, append, checkpoint
from .policies import READ
from .queries import NoSuchEntry, NotSealedYet, export, history, proof
from .verification import Fault, Report, verify

__all__ = [
    "READ",
    "Appended",
    "Fault",
    "NoSuchEntry",
    "NotSealedYet",
    "Report",
    "append",
    "body",
    "checkpoint",
    "export",
    "history",
    "proof",
    "public_key_pem",
    "verify",
]
