"""People who can prove they are there: an authenticator whose codes a test knows."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations
from diwan.engines.signing import api as signing
from tests.core import people

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def key_of(person: Any, level: str = "simple") -> str:
    """The key this person signs with; a certificate of our authority is given the first time."""
    now = datetime.now(UTC)
    for at in (people.NOW, now):
        if cards := signing.keys_of(person.pk, at):
            return cards[0].key
    proof = accounts.Proof("totp", people.NOW) if level != "simple" else None
    actor = organisations.actor_for(person.pk, now)
    signing.ask_certificate(actor=actor, level=level, proof=proof, now=people.NOW)
    return signing.keys_of(person.pk, people.NOW)[0].key


def with_authenticator(person: Any) -> None:
    TOTP.activate(person, SECRET)


def code_of(person: Any) -> str:
    """The code of this half minute."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
