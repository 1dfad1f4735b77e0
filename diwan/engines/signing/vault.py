"""Private keys at rest: encrypted under the secret of the instance and a salt of their own. Nothing shows them."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization

from diwan.kit.boxes import box

from . import keys

if TYPE_CHECKING:
    from .keys import PrivateKey


def new_salt() -> str:
    return secrets.token_hex(16)


def closed(secret: bytes, salt: str) -> bytes:
    """Encrypted; the salt makes each key's own box, so that a row copied to another person opens nothing."""
    return box(f"diwan.engines.signing.key:{salt}").encrypt(secret)


def opened(secret: bytes, salt: str) -> bytes:
    """Raises:
    InvalidToken: closed under another secret or salt.
    """
    return box(f"diwan.engines.signing.key:{salt}").decrypt(secret)


def closed_key(key: PrivateKey, salt: str) -> bytes:
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return closed(der, salt)


@lru_cache(maxsize=512)
def loaded(secret: bytes, salt: str) -> PrivateKey:
    """The key, parsed once and kept: parsing costs more than signing."""
    key = serialization.load_der_private_key(opened(secret, salt), password=None)
    assert isinstance(key, keys.PrivateKey)
    return key
