"""Facts of acts, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ActPrepared:
    """An act is written and its signers are named: it is to be typeset and sent to them."""

    act_id: int


@dataclass(frozen=True)
class ActSigned:
    """All have signed; the act has its number, its seal and its file."""

    act_id: int
    kind: str
    subject: str
    administration_id: int
    reference: str


@dataclass(frozen=True)
class ActRefused:
    """A signer refused it, or it was withdrawn (`reason` says why): it will never be signed."""

    act_id: int
    kind: str
    subject: str
    reason: str
