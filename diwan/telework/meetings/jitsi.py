"""The address of a Jitsi room, with the token by which its Prosody lets people in (HS256, shared secret).

`moderator` stands where each kind of installation looks for it: in `context.user` (8x8, jitsi-contrib's
token_affiliation reads `affiliation` there) and beside it (token_moderation). No call is made to the server.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import datetime

LIVES = timedelta(hours=12)  # as long as the longest meeting


def join_url(
    address: str,
    app_id: str,
    secret: str,
    *,
    room: str,
    name: str,
    user: str,
    moderates: bool,
    records: bool,
    now: datetime,
) -> str:
    payload: dict[str, Any] = {
        "aud": "jitsi",
        "iss": app_id,
        "sub": urlsplit(address).hostname,
        "room": room,
        "nbf": int(now.timestamp()) - 60,
        "exp": int((now + LIVES).timestamp()),
        "moderator": moderates,
        "context": {
            "user": {
                "id": user,
                "name": name,
                "moderator": "true" if moderates else "false",
                "affiliation": "owner" if moderates else "member",
            },
            "features": {"recording": "true" if records else "false", "livestreaming": "false"},
        },
    }
    return f"{address.rstrip('/')}/{room}?jwt={token(payload, secret)}"


def token(payload: dict[str, Any], secret: str) -> str:
    """A JSON web token, signed with HS256 (RFC 7515)."""
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT'})}.{encoded(payload)}"
    seal = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{bare(seal)}"


def encoded(value: dict[str, Any]) -> str:
    return bare(json.dumps(value, separators=(",", ":")).encode())


def bare(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
