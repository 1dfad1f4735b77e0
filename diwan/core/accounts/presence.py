"""Proof that a person is there, now, for exactly what they were shown: a passkey, or the code of their phone.

A session says who signed in this morning; a signature asks who is before the screen. The proof is bound to the SHA-256
of the list that was shown: the challenge of the passkey is made of it, so the device itself signs what is agreed to.
Each proof serves once (a row, unique), within minutes.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth as webauthn
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, UserVerificationRequirement

from diwan.kit.refusals import Refusal

from .models import Presence

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

PLACE = "presence"  # in the session: what was asked and not answered yet
HOLDS = timedelta(minutes=10)
MOST = 5  # challenges at once: as many pages may be open
CREDENTIAL, CODE = "presence_credential", "presence_code"  # fields of the form
PASSKEY, TOTP_CODE = "webauthn", "totp"
LONGEST = 20_000  # characters of an answer


class NoFactor(Refusal):
    message = _("To sign, your account needs a passkey or an authenticator app.")
    advice = _("Open your account page, set one up, then come back.")
    status = 403


class NotProved(Refusal):
    message = _("Your presence was not proved. Nothing was done.")
    advice = _("Try again with your passkey or with a new code of your phone.")
    status = 422


class CodeUsed(NotProved):
    message = _("This code was used already: each serves once. Nothing was done.")
    advice = _("Wait for the next code, then try again.")


class ChallengeOver(NotProved):
    message = _("The page was open too long, or what it shows has changed. Nothing was done.")
    advice = _("Read the list again and confirm it anew.")


class TooManyTries(Refusal):
    message = _("Too many wrong tries: for your safety, confirming is locked for a few minutes.")
    advice = _("Wait, then try again. If it was not you, end all your sessions on your account page.")
    status = 429


@dataclass(frozen=True)
class Proof:
    """How presence was proved, and when. `kind` is "webauthn" or "totp"."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Challenge:
    """What a page needs to ask for presence: `options` for the browser's passkeys ("" without one)."""

    digest: str
    options: str
    passkey: bool
    code: bool

    @property
    def possible(self) -> bool:
        return self.passkey or self.code


def digest_of(*parts: str) -> str:
    """The SHA-256 of a list of texts, hexadecimal; no two lists have the same."""
    return sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


def challenge(request: HttpRequest, digest: str) -> Challenge:
    """Ask the person of this request to confirm what has this digest. Writes the session and nothing else."""
    kinds = _kinds(_person(request))
    options = ""
    if Authenticator.Type.WEBAUTHN in kinds:
        nonce = secrets.token_hex(32)
        asked = {key: said for key, said in _asked(request).items() if _fresh(said) and key != digest}
        kept = sorted(asked.items(), key=lambda one: one[1]["at"])[-MOST + 1 :]
        request.session[PLACE] = {**dict(kept), digest: {"nonce": nonce, "at": timezone.now().timestamp()}}
        made, _state = webauthn.get_server().authenticate_begin(
            credentials=webauthn.get_credentials(request.user),  # type: ignore[arg-type]
            user_verification=UserVerificationRequirement.REQUIRED,
            challenge=_bound(nonce, digest),
        )
        options = json.dumps(dict(made)["publicKey"])
    return Challenge(digest, options, bool(options), Authenticator.Type.TOTP in kinds)


def prove(request: HttpRequest, digest: str) -> Proof:
    """The proof that came with this form, for what has this digest; it serves this once.

    Call it in the transaction of the act: undone with it, so that the act may be tried again with another proof.

    Raises:
        NoFactor, NotProved, CodeUsed, ChallengeOver, TooManyTries
    """
    kinds = _kinds(_person(request))
    if not kinds:
        raise NoFactor
    clear = _counted(request)
    code, credential = request.POST.get(CODE, "").strip(), request.POST.get(CREDENTIAL, "")
    if credential and Authenticator.Type.WEBAUTHN in kinds:
        mark = _by_passkey(request, digest, credential[: LONGEST + 1])
        kind = PASSKEY
    elif code and Authenticator.Type.TOTP in kinds:
        mark = _by_code(request, code)
        kind = TOTP_CODE
    else:
        raise NotProved
    now = timezone.now()
    try:
        with transaction.atomic():
            Presence.objects.create(person_id=_person(request), kind=kind, digest=digest, mark=mark, at=now)
    except IntegrityError:
        raise CodeUsed from None
    clear()
    return Proof(kind, now)


def _person(request: HttpRequest) -> int:
    assert request.user.pk is not None  # a page that asks for a proof asks for sign-in before
    return request.user.pk


def _kinds(person_id: int) -> set[str]:
    kinds = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
    return set(Authenticator.objects.filter(user_id=person_id, type__in=kinds).values_list("type", flat=True))


def _asked(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(PLACE, {})


def _fresh(said: dict[str, Any]) -> bool:
    return timezone.now().timestamp() - said["at"] <= HOLDS.total_seconds()


def _bound(nonce: str, digest: str) -> bytes:
    return sha256(b"diwan presence\0" + bytes.fromhex(nonce) + digest.encode()).digest()


def _counted(request: HttpRequest) -> Callable[[], None]:
    """Each try counts before it is looked at, like at sign-in; a right one wipes the slate."""
    key = f"presence-{request.user.pk}"
    if not ratelimit.consume(request, action="login_failed", key=key):
        raise TooManyTries
    return lambda: ratelimit.clear(request, action="login_failed", key=key)


def _by_passkey(request: HttpRequest, digest: str, credential: str) -> str:
    said = _asked(request).get(digest)
    if said is None or not _fresh(said):
        raise ChallengeOver
    state = {
        "challenge": _websafe(_bound(said["nonce"], digest)),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }
    try:
        answer = AuthenticationResponse.from_dict(json.loads(credential))
        webauthn.get_server().authenticate_complete(state, webauthn.get_credentials(request.user), answer)  # type: ignore[arg-type]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotProved from None
    except Exception as error:
        if type(error).__module__.startswith(("cryptography", "fido2")):
            raise NotProved from None
        raise
    request.session[PLACE] = {key: one for key, one in _asked(request).items() if key != digest}
    return f"{PASSKEY}:{said['nonce']}"


def _by_code(request: HttpRequest, code: str) -> str:
    """The six digits of the authenticator app; a code that signed somebody in does not also sign."""
    from allauth.mfa import app_settings
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
    from allauth.mfa.utils import decrypt

    authenticator = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).first()
    secret = decrypt(authenticator.data["secret"]) if authenticator else ""
    digits = code.replace(" ", "")
    if not secret or len(digits) != app_settings.TOTP_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NotProved
    for counter in yield_hotp_counters_from_time():
        if secrets.compare_digest(format_hotp_value(hotp_value(secret, counter)), digits):
            if not TOTP(authenticator).validate_code(digits):
                raise CodeUsed
            return f"{TOTP_CODE}:{authenticator.pk}:{counter}"  # type: ignore[union-attr]
    raise NotProved


def _websafe(octets: bytes) -> str:
    from fido2.utils import websafe_encode

    return websafe_encode(octets)
