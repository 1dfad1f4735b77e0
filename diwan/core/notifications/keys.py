"""The key by which push services know this instance (RFC 8292): made on first use, kept with the other secrets.

Browsers tie what they accept to it: with another key every device has to be turned on again.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from diwan.kit.keeping import write_once

from .webpush import CURVE, encoded, point

NAME = "push-p256.pem"


def own_key() -> ec.EllipticCurvePrivateKey:
    path = Path(settings.DIWAN_HOME) / "keys" / NAME
    if not path.exists():
        made = ec.generate_private_key(CURVE)
        write_once(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return load(path)


@cache
def load(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path.name} is not a key of a curve")
    return key


def public_text() -> str:
    """Our public key as browsers are given it."""
    return encoded(point(own_key().public_key())).decode()
