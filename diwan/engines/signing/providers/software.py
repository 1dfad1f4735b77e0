"""A key kept here, encrypted at rest: made by our authority for a person, or taken from a PKCS #12 file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken

from .. import keys, vault
from ..reading import certificates
from ..signers import NoSignature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from ..models import PersonKey


@lru_cache(maxsize=512)
def identity(secret: bytes, salt: str, der: bytes, chain: bytes) -> keys.Identity:
    """The same object for the same key: what is prepared once for an identity serves the whole batch."""
    certificate, above = certificates(der, chain)
    return keys.Identity(certificate, vault.loaded(secret, salt), above)


@dataclass(frozen=True)
class Software:
    """Implements `signers.Signer`."""

    identity: keys.Identity

    @classmethod
    def of(cls, row: PersonKey) -> Software:
        """Raises:
        NoSignature: the secret of the instance that closed the key is no longer configured.
        """
        try:
            return cls(identity(bytes(row.secret or b""), row.salt, bytes(row.certificate), bytes(row.chain)))
        except InvalidToken as error:
            raise NoSignature("locked") from error

    @property
    def certificate(self) -> Certificate:
        return self.identity.certificate

    @property
    def chain(self) -> tuple[Certificate, ...]:
        return self.identity.chain

    def sign(self, to_be_signed: Sequence[bytes]) -> list[bytes]:
        return [self.identity.sign(one) for one in to_be_signed]
