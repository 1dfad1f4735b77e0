"""The key that signs checkpoints. A retired one stays in the folder as `journal-ed25519-<anything>.pem`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from diwan.kit.keeping import write_once

NAME = "journal-ed25519.pem"


def signing_key() -> Ed25519PrivateKey:
    """The key of this installation, made on first use; two processes that race get the same one."""
    path = Path(settings.DIWAN_HOME) / "keys" / NAME
    if not path.exists():
        make(path)
    return load(path)


def make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_once(path, pem)


@cache
def load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is not an Ed25519 key")
    return key


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes by which a verifier knows the key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_pem() -> str:
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def trusted() -> set[bytes]:
    """The public keys of this installation: the one in use and the retired ones."""
    signing_key()
    folder = Path(settings.DIWAN_HOME) / "keys"
    return {public_bytes(load(path)) for path in folder.glob("journal-ed25519*.pem")}
