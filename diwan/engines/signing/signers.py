"""Whatever holds a private key, and never lets it out: software, a token, a card at the signatory's, a remote service.

A signature is made in three steps, so that the key may be anywhere and many documents go at once:
`prepare` (levels.py) makes of each document what is to be signed, a `Signer` signs those octets, `complete` puts the
signature in its place. Nothing else in Diwan touches a key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate


WAITING = "waiting"  # not a no: the signatory has not answered yet


class NoSignature(Exception):
    """The key did not sign; `reason` is a word a screen translates: refused, absent, locked, revoked, late, waiting."""

    def __init__(self, reason: str, words: str = "") -> None:
        super().__init__(words or reason)
        self.reason = reason


class Signer(Protocol):
    """A key at work, for one authorisation."""

    @property
    def certificate(self) -> Certificate: ...

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """The certificates above it, nearest first."""

    def sign(self, to_be_signed: Sequence[bytes]) -> list[bytes]:
        """One signature over SHA-256 for each, in the scheme of the key (PKCS #1 v1.5, or ECDSA as DER).

        Raises:
            NoSignature
        """
