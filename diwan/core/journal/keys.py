"""The key that signs checkpoints. A retired one stays in the folder as `journal-ed25519-<anything>.pem`."""

from __future__ import annotations

import os
from contextlib import suppress
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

NAME = "journal-ed25519.pem"


def signing_key() -> Ed25519PrivateKey:
    """The key of this installation, made on first use; two processes that race get the same one."""
    path = Path(settings.DIWAN_HOME) / "keys" / NAME
    if not path.exists():
        make(path)
    return load(path)


def make(path: Path) -> None:
    """Write a new key aside, then link it into place: the link refuses to replace, so the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{NAME}-{os.getpid()}-{os.urandom(4).hex()}")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


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
