"""Proof of presence: who is there now, for exactly what was shown, once."""

from __future__ import annotations

import time
from importlib import import_module

import pytest
from allauth.core import context
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import RequestFactory

from diwan.core.accounts import presence
from diwan.core.accounts.models import Presence

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
DIGEST = presence.digest_of("letter 1", "letter 2")


def code(ahead=0):
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()) + ahead))


@pytest.fixture
def asked(amina, settings):
    """A request of Amina, as the views see it."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "presence"}}
    cache.clear()
    session = import_module(settings.SESSION_ENGINE).SessionStore()

    def made(**said):
        request = RequestFactory().post("/", said)
        request.user, request.session = amina, session
        return request

    with context.request_context(made()):
        yield made
    cache.clear()


def test_without_a_factor_nothing_can_be_signed(asked):
    assert not presence.challenge(asked(), DIGEST).possible
    with pytest.raises(presence.NoFactor):
        presence.prove(asked(presence_code=code()), DIGEST)


def test_a_code_serves_once(asked, amina):
    TOTP.activate(amina, SECRET)
    shown = presence.challenge(asked(), DIGEST)
    assert shown.code
    assert not shown.passkey
    now = code()
    assert presence.prove(asked(presence_code=now), DIGEST).kind == "totp"
    for digest in (DIGEST, presence.digest_of("another")):
        with pytest.raises(presence.CodeUsed):
            presence.prove(asked(presence_code=now), digest)
    cache.clear()  # even when the memory of used codes is lost
    with pytest.raises(presence.CodeUsed):
        presence.prove(asked(presence_code=now), DIGEST)
    assert Presence.objects.get().digest == DIGEST


def test_a_code_that_signed_in_does_not_also_sign(asked, amina):
    totp = TOTP.activate(amina, SECRET)
    now = code()
    assert totp.validate_code(now)
    with pytest.raises(presence.CodeUsed):
        presence.prove(asked(presence_code=now), DIGEST)


@pytest.mark.parametrize("wrong", ["", "000000x", "12345", "٣٣٣٣٣٣", "1234567"])
def test_what_is_no_code(asked, amina, wrong):
    TOTP.activate(amina, SECRET)
    with pytest.raises(presence.NotProved):
        presence.prove(asked(presence_code=wrong), DIGEST)


def test_too_many_wrong_codes_lock_even_the_right_one(asked, amina):
    TOTP.activate(amina, SECRET)
    wrong = f"{(int(code()) + 1) % 10**6:06}"
    for _ in range(5):
        with pytest.raises(presence.NotProved):
            presence.prove(asked(presence_code=wrong), DIGEST)
    with pytest.raises(presence.TooManyTries):
        presence.prove(asked(presence_code=code()), DIGEST)


def test_a_passkey_answers_what_was_asked_and_nothing_else(asked, amina):
    key = Passkey(amina)
    shown = presence.challenge(asked(), DIGEST)
    assert shown.passkey
    answer = key.answers(shown)
    with pytest.raises(presence.ChallengeOver):
        presence.prove(asked(presence_credential=answer), presence.digest_of("letter 1", "letter 3"))
    assert presence.prove(asked(presence_credential=answer), DIGEST).kind == "webauthn"
    with pytest.raises(presence.ChallengeOver):
        presence.prove(asked(presence_credential=answer), DIGEST)


def test_an_answer_to_one_list_does_not_sign_another(asked, amina):
    key, other = Passkey(amina), presence.digest_of("letter 3")
    first, second = presence.challenge(asked(), DIGEST), presence.challenge(asked(), other)
    with pytest.raises(presence.NotProved):
        presence.prove(asked(presence_credential=key.answers(first)), other)
    assert presence.prove(asked(presence_credential=key.answers(second)), other)


def test_the_person_must_be_verified_not_only_touch_the_key(asked, amina):
    key = Passkey(amina)
    answer = key.answers(presence.challenge(asked(), DIGEST), verified=False)
    with pytest.raises(presence.NotProved):
        presence.prove(asked(presence_credential=answer), DIGEST)


def test_a_challenge_ends(asked, amina, monkeypatch):
    key = Passkey(amina)
    answer = key.answers(presence.challenge(asked(), DIGEST))
    request = asked(presence_credential=answer)
    held = request.session[presence.PLACE]
    held[DIGEST]["at"] = time.time() - 3600
    request.session[presence.PLACE] = held
    with pytest.raises(presence.ChallengeOver):
        presence.prove(request, DIGEST)


@pytest.mark.parametrize("junk", ["{", "[]", "{}", '{"id": 3}', "null", '{"rawId": "AA", "response": {}}'])
def test_junk_is_no_answer(asked, amina, junk):
    Passkey(amina)
    presence.challenge(asked(), DIGEST)
    with pytest.raises(presence.NotProved):
        presence.prove(asked(presence_credential=junk), DIGEST)


def test_somebody_elses_passkey_proves_nothing(asked, amina, ministry):
    from tests.core import people

    Passkey(amina)
    thief = Passkey(people.person("Another One"))
    with pytest.raises(presence.NotProved):
        presence.prove(asked(presence_credential=thief.answers(presence.challenge(asked(), DIGEST))), DIGEST)


class Passkey:
    """An authenticator of software that does what a device does, on the real formats (WebAuthn, 6.1 and 6.5)."""

    def __init__(self, user):
        import os

        from allauth.mfa.webauthn.internal.auth import WebAuthn
        from cryptography.hazmat.primitives.asymmetric import ec
        from fido2.cose import ES256
        from fido2.utils import websafe_encode
        from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.rp = "testserver"
        credential = AttestedCredentialData.create(
            bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._rp_hash(), 0x45, 0, credential)
        said = CollectedClientData.create("webauthn.create", b"x" * 32, "https://testserver")
        made = AttestationObject.create("none", data, {})
        WebAuthn.add(
            user,
            "key",
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(made)},
                "clientExtensionResults": {"credProps": {"rk": True}},
            },
        )

    def _rp_hash(self):
        from hashlib import sha256

        return sha256(self.rp.encode()).digest()

    def answers(self, shown, *, verified=True):
        import json
        from hashlib import sha256

        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from fido2.utils import websafe_decode, websafe_encode
        from fido2.webauthn import AuthenticatorData, CollectedClientData

        options = json.loads(shown.options)
        assert options["userVerification"] == "required"
        data = AuthenticatorData.create(self._rp_hash(), 0x05 if verified else 0x01, 1)
        said = CollectedClientData.create("webauthn.get", websafe_decode(options["challenge"]), "https://testserver")
        signature = self.key.sign(bytes(data) + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {
                    "authenticatorData": websafe_encode(data),
                    "clientDataJSON": websafe_encode(said),
                    "signature": websafe_encode(signature),
                    "userHandle": None,
                },
            }
        )
