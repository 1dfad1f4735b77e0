"""Every write on keys and certificates: `owning` (asked, taken in, put away, revoked), `relaying` (to an own computer)."""

from .owning import (
    AlreadyYours,
    KeyRefused,
    NotOurs,
    ask_certificate,
    forget_look,
    keep_look,
    put_away,
    renew,
    revoke,
    take_in,
)
from .relaying import NotOfThisKey, forget, give

__all__ = [
    "AlreadyYours",
    "KeyRefused",
    "NotOfThisKey",
    "NotOurs",
    "ask_certificate",
    "forget",
    "forget_look",
    "give",
    "keep_look",
    "put_away",
    "renew",
    "revoke",
    "take_in",
]
