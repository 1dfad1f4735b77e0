"""A security module or a token at the server (PKCS #11): the session is opened once, and kept for every signature.

`keys/pkcs11.toml` says which modules there are and whose key is whose: nobody chooses a key of another.

    [[token]]
    module = "/usr/lib/softhsm/libsofthsm2.so"
    label = "diwan"
    pin_file = "hsm.pin"        # beside this file
    [[token.key]]
    id = "01"                   # CKA_ID, hexadecimal
    person = "someone@ministry.example"
"""

from __future__ import annotations

import os
import threading
import tomllib
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11.exceptions import (
    DeviceError,
    DeviceRemoved,
    PinIncorrect,
    PinLocked,
    PKCS11Error,
    SessionClosed,
    SessionHandleInvalid,
    UserAlreadyLoggedIn,
)

from .. import keys
from ..reading import certificates
from ..signers import NoSignature

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cryptography.x509 import Certificate

    from ..models import PersonKey

_sessions: dict[tuple[str, str], Any] = {}
_owner = [0]  # the process whose sessions these are: none outlives a fork
_lock = threading.RLock()
LOST = (SessionHandleInvalid, SessionClosed, DeviceRemoved, DeviceError)


@dataclass(frozen=True)
class Token:
    module: str
    label: str
    pin: str
    keys: tuple[tuple[str, str], ...]  # CKA_ID, e-mail address of its owner

    def __repr__(self) -> str:  # a PIN is in no traceback
        return f"Token({self.label!r})"


@dataclass(frozen=True)
class Found:
    """A key of a module that names a person."""

    token: str
    id: str
    certificate: Certificate


def settings_file() -> Path:
    return keys.folder() / "pkcs11.toml"


def tokens() -> list[Token]:
    """The modules of the configuration; none when there is no file."""
    path = settings_file()
    if not path.exists():
        return []
    found = []
    for one in tomllib.loads(path.read_text()).get("token", []):
        pin = one["pin"] if "pin" in one else (path.parent / one["pin_file"]).read_text().strip()
        owned = tuple((key["id"].lower(), key["person"].lower()) for key in one.get("key", []))
        found.append(Token(one["module"], one["label"], str(pin), owned))
    return found


def keys_for(email: str) -> list[Found]:
    """The keys that the configuration gives this person, with their certificates read from the module.

    Raises:
        NoSignature: a module does not answer.
    """
    found = []
    for token in tokens():
        for number, person in token.keys:
            if person == email.lower():
                held = _with(token, partial(_certificate, number=number))
                if held is not None:
                    found.append(Found(token.label, number, held))
    return found


def signer_of(row: PersonKey) -> Module:
    """Raises:
    NoSignature: the configuration no longer gives this key to its person.
    """
    email = row.person.email.lower()
    for token in tokens():
        if token.label == row.place.get("token") and (row.place.get("id"), email) in token.keys:
            return Module(token, row.place["id"], *certificates(bytes(row.certificate), bytes(row.chain)))
    raise NoSignature("absent")


@dataclass(frozen=True)
class Module:
    """Implements `signers.Signer`."""

    token: Token
    id: str
    certificate: Certificate
    chain: tuple[Certificate, ...]

    def sign(self, to_be_signed: Sequence[bytes]) -> list[bytes]:
        return _with(self.token, lambda session: self._signed(session, to_be_signed))

    def _signed(self, session: Any, to_be_signed: Sequence[bytes]) -> list[bytes]:
        key = next(iter(session.get_objects(_named(self.id, pkcs11.ObjectClass.PRIVATE_KEY))), None)
        if key is None:
            raise NoSignature("absent")
        if key.key_type == pkcs11.KeyType.RSA:
            return [key.sign(one, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS) for one in to_be_signed]
        made = [key.sign(sha256(one).digest(), mechanism=pkcs11.Mechanism.ECDSA) for one in to_be_signed]
        return [_as_der(one) for one in made]


def _as_der(pair: bytes) -> bytes:
    """PKCS #11 gives the two numbers side by side (2.3.1 of its ECDSA)."""
    half = len(pair) // 2
    return encode_dss_signature(int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big"))


def _named(number: str, kind: Any) -> dict[Any, Any]:
    return {pkcs11.Attribute.CLASS: kind, pkcs11.Attribute.ID: bytes.fromhex(number)}


def _certificate(session: Any, number: str) -> Certificate | None:
    held = next(iter(session.get_objects(_named(number, pkcs11.ObjectClass.CERTIFICATE))), None)
    return x509.load_der_x509_certificate(held[pkcs11.Attribute.VALUE]) if held else None


def _with(token: Token, act: Callable[[Any], Any]) -> Any:
    """Do this in the session of the token; one that was lost (module restarted, token replaced) is opened once more."""
    with _lock:
        try:
            return act(_session(token))
        except LOST:
            _sessions.pop((token.module, token.label), None)
        except (PKCS11Error, RuntimeError) as error:
            raise _refused(error) from None
        try:
            return act(_session(token))
        except (PKCS11Error, RuntimeError) as error:
            raise _refused(error) from None


def _session(token: Token) -> Any:
    library = pkcs11.lib(token.module)
    if _owner[0] != os.getpid():
        if _owner[0]:
            library.reinitialize()
        _sessions.clear()
        _owner[0] = os.getpid()
    name = (token.module, token.label)
    if name not in _sessions:
        found = library.get_token(token_label=token.label)
        try:
            _sessions[name] = found.open(user_pin=token.pin)
        except UserAlreadyLoggedIn:
            _sessions[name] = found.open()
    return _sessions[name]


def forget() -> None:
    """Close what is open: a module that was changed outside is read anew."""
    with _lock:
        for session in _sessions.values():
            session.close()
        _sessions.clear()


def _refused(error: Exception) -> NoSignature:
    """Without the words of the module, which may tell what nobody asked."""
    if isinstance(error, PinIncorrect | PinLocked):
        return NoSignature("locked")
    return NoSignature("absent", type(error).__name__)


def reload() -> None:
    """Let the libraries read their own configuration anew."""
    with _lock:
        forget()
        _owner[0] = 0
        for token in tokens():
            pkcs11.lib(token.module).reinitialize()
            _owner[0] = os.getpid()
