"""People who can prove they are there: an authenticator whose codes a test knows."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_authenticator(person: Any) -> None:
    TOTP.activate(person, SECRET)


def code_of(person: Any) -> str:
    """The code of this half minute."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
