"""A message to a browser: its text encrypted for that browser alone (RFC 8291), and who sends it (RFC 8292).

Pure: no database, no clock, no network. The service in between (of the maker of the browser) reads neither.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from datetime import datetime

CURVE = ec.SECP256R1()
RECORD = 4096  # octets: the largest a push service must take (RFC 8291, 4)
PADDED = 1024  # octets of every text, so that its length tells nothing; longer ones are not padded
TOKEN_LIVES = 12 * 3600  # seconds; a service refuses more than a day (RFC 8292, 2)


def encrypt(
    text: bytes, *, browser: bytes, secret: bytes, salt: bytes = b"", ours: ec.EllipticCurvePrivateKey | None = None
) -> bytes:
    """A body in `aes128gcm` (RFC 8188), one record, for the browser with this public key and this secret.

    `salt` and `ours` are made for each message; they are given by the tests alone, which hold those of the RFC.

    Raises:
        ValueError: not a point of the curve, or too long for one record.
    """
    salt, ours = salt or os.urandom(16), ours or ec.generate_private_key(CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser)
    public = point(ours.public_key())
    shared = derived(ours.exchange(ec.ECDH(), theirs), secret, b"WebPush: info\0" + browser + public, 32)
    key = derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(public)]) + public
    if len(head) + len(text) + 17 > RECORD:  # the mark of the end, and what AES-GCM adds
        raise ValueError("too long for one message")
    return head + AESGCM(key).encrypt(nonce, text + b"\2", None)


def padded(text: bytes) -> bytes:
    """JSON made as long as any other: spaces behind it say nothing."""
    return text.ljust(PADDED)


def derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def authorization(key: ec.EllipticCurvePrivateKey, *, origin: str, contact: str, now: datetime) -> str:
    """The header by which the push service knows us: a token signed with ES256, and our public key."""
    claims = {"aud": origin, "exp": int(now.timestamp()) + TOKEN_LIVES, "sub": contact}
    signed = b".".join(encoded(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA256())))
    token = signed + b"." + encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={token.decode()}, k={encoded(point(key.public_key())).decode()}"


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The 65 octets of a public key, as browsers write it."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encoded(octets: bytes) -> bytes:
    return urlsafe_b64encode(octets).rstrip(b"=")


def decoded(text: str) -> bytes:
    """What base64url text says, with or without its padding.

    Raises:
        ValueError: it is not base64url.
    """
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
