"""Facts of accounts, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountOpened:
    """A person may sign in from now on, once they have chosen a password."""

    person_id: int


@dataclass(frozen=True)
class PersonInvited:
    """A person is to receive an e-mail by which they choose their first password."""

    invitation_id: int


@dataclass(frozen=True)
class AccessCut:
    """Every session of a person ended; `closed` says whether the account was closed too."""

    person_id: int
    closed: bool
