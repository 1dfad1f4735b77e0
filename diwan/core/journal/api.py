"""The door of the journal."""

from .formats import body
from .keys import public_pem as public_key_pem
from .operations import Appended, append, checkpoint
from .queries import NoSuchEntry, NotSealedYet, export, history, proof
from .verification import Fault, Report, verify

__all__ = [
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
