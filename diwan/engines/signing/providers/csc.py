"""A remote signing service (Cloud Signature Consortium API v2): the key stays there, we send digests.

`keys/csc.toml` says which services there are:

    [[service]]
    name = "national"                          # in addresses: letters, digits, hyphens
    title = "Service national"
    url = "https://sign.example/csc/v2"
    oauth = "https://sign.example/oauth2"      # authorize and token below it
    client_id = "diwan"
    client_secret_file = "csc-national.secret" # beside this file
    grant = "authorization_code"               # or client_credentials: the service knows people by e-mail address

How a signature is authorised, the service says of each credential (11.5, `auth/mode`): `implicit` and `explicit` by
`credentials/authorize`; `oauth2code` by its owner's browser, which goes to the service with the digests and brings back
a code (8.4.2, scope `credential`). Then the job waits, as for a card (`NoSignature("waiting")`).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
import time
import tomllib
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from .. import keys, vault
from ..checking import verified
from ..reading import certificate_of, chain_of
from ..signers import NoSignature
from . import agent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from ..models import PersonKey

SHA256 = "2.16.840.1.101.3.4.2.1"
RSA_SHA256, ECDSA_SHA256 = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
LARGEST = 5_000_000  # octets of an answer
TIMEOUT = 30  # seconds; the owner may be asked on their phone meanwhile
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
BY_BROWSER = "oauth2code"
NAME = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class Service:
    name: str
    title: str
    url: str
    oauth: str
    client_id: str
    client_secret: str = field(repr=False)
    grant: str = "authorization_code"

    def authorize_address(self, back: str, state: str, verifier: str, **more: str) -> str:
        """Where the person's browser asks for access (RFC 6749, 4.1; RFC 7636), or confirms signatures."""
        digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        said = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": "service",
            "state": state,
            "code_challenge": digest,
            "code_challenge_method": "S256",
            **more,
        }
        return f"{self.oauth}/authorize?{urlencode(said)}"


@dataclass(frozen=True)
class Credential:
    """A key of the service: its number there, its certificate and those above."""

    id: str
    certificate: Certificate
    others: tuple[Certificate, ...]


def services() -> list[Service]:
    """Those of the configuration; plain HTTP is spoken on this machine only."""
    path = keys.folder() / "csc.toml"
    if not path.exists():
        return []
    found = []
    for one in tomllib.loads(path.read_text()).get("service", []):
        secret = one.pop("client_secret", "")
        if "client_secret_file" in one:
            secret = (path.parent / one.pop("client_secret_file")).read_text().strip()
        made = Service(client_secret=secret, **one)
        addresses = [urlsplit(made.url), urlsplit(made.oauth)]
        if not NAME.fullmatch(made.name) or any(
            at.scheme != "https" and not (at.scheme == "http" and at.hostname in LOOPBACK) for at in addresses
        ):
            raise ValueError(f"csc.toml: {made.name}: a name of letters and addresses with https are needed")
        found.append(made)
    return found


def service_named(name: str) -> Service | None:
    return next((one for one in services() if one.name == name), None)


def redeem(service: Service, *, code: str, back: str, verifier: str) -> dict[str, Any]:
    """The tokens for the code that the browser brought back.

    Raises:
        NoSignature
    """
    said = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    return _token(service, said)


def credentials_of(service: Service, access: str, *, person: str = "") -> list[Credential]:
    """The keys of whoever this access stands for, or of `person` (an e-mail address) where the service knows them.

    Raises:
        NoSignature
    """
    asked: dict[str, Any] = {"userID": person} if person else {}
    numbers = _call(service, "credentials/list", asked, access).get("credentialIDs", [])
    found = []
    for number in [one for one in numbers if isinstance(one, str)][:20]:
        said = _call(
            service, "credentials/info", {"credentialID": number, "certificates": "chain", "authInfo": True}, access
        )
        try:
            chain = [x509.load_der_x509_certificate(base64.b64decode(one)) for one in said["cert"]["certificates"]]
        except (KeyError, TypeError, ValueError):
            continue
        if chain and said.get("key", {}).get("status") == "enabled":
            found.append(Credential(number, chain[0], tuple(chain[1:])))
    return found


_access: dict[tuple[str, int], tuple[str, float]] = {}
_lock = threading.Lock()


def service_access(service: Service, *, refresh: str = "", row: int = 0) -> str:
    """An access that holds: kept in memory until shortly before its end."""
    with _lock:
        kept, until = _access.get((service.name, row), ("", 0.0))
        if until > time.monotonic():
            return kept
        said = {"grant_type": "refresh_token", "refresh_token": refresh} if refresh else None
        made = _token(service, said or {"grant_type": "client_credentials", "scope": "service"})
        holds = time.monotonic() + max(0, int(made.get("expires_in", 300)) - 30)
        _access[(service.name, row)] = (made["access_token"], holds)
        return made["access_token"]


def signer_of(row: PersonKey, given: dict[str, str]) -> Remote:
    """Raises:
    NoSignature: the service is no longer configured.
    """
    service = service_named(row.place.get("service", ""))
    if service is None:
        raise NoSignature("absent")
    return Remote(service, row, given)


@dataclass(frozen=True)
class Remote:
    """Implements `signers.Signer`. `given` is what the owner is asked each time (PIN, OTP), kept nowhere."""

    service: Service
    row: PersonKey
    given: dict[str, str] = field(repr=False)

    @property
    def certificate(self) -> Certificate:
        return certificate_of(self.row)

    @property
    def chain(self) -> tuple[Certificate, ...]:
        return chain_of(self.row)

    def sign(self, to_be_signed: Sequence[bytes]) -> list[bytes]:
        """As few authorisations as the service allows signatures in each (`multisign`).

        Raises:
            NoSignature: "waiting" where the owner's browser confirms.
        """
        access, info = self._known()
        if info.get("key", {}).get("status") != "enabled":
            raise NoSignature("revoked")
        if info.get("auth", {}).get("mode") == BY_BROWSER:
            return agent.brought(self.row, to_be_signed)
        most = most_in(info)
        made: list[bytes] = []
        for start in range(0, len(to_be_signed), most):
            made += self._signed(to_be_signed[start : start + most], access)
        return made

    def most_at_once(self) -> int:
        """How many signatures are confirmed together.

        Raises:
            NoSignature
        """
        return most_in(self._known()[1])

    def confirm_address(self, octets: Sequence[bytes], *, back: str, state: str, verifier: str) -> str:
        """Where the owner's browser confirms that these are signed (8.4.2): the code is bound to the digests."""
        digests = [base64.urlsafe_b64encode(sha256(one).digest()).rstrip(b"=").decode() for one in octets]
        return self.service.authorize_address(
            back,
            state,
            verifier,
            scope="credential",
            credentialID=self.row.place["credential"],
            numSignatures=str(len(digests)),
            hashes=",".join(digests),
            hashAlgorithmOID=SHA256,
        )

    def confirmed(self, octets: Sequence[bytes], *, code: str, back: str, verifier: str) -> list[bytes]:
        """The signatures that the owner confirmed: the access of scope `credential` stands for the SAD (11.10).

        Raises:
            NoSignature
        """
        access = redeem(self.service, code=code, back=back, verifier=verifier)["access_token"]
        return self._made(octets, {}, access)

    def _known(self) -> tuple[str, dict[str, Any]]:
        """An access, and what the service says of the credential."""
        refresh = vault.opened(bytes(self.row.secret), self.row.salt).decode() if self.row.secret else ""
        access = service_access(self.service, refresh=refresh, row=self.row.pk)
        asked = {"credentialID": self.row.place["credential"], "authInfo": True}
        return access, _call(self.service, "credentials/info", asked, access)

    def _signed(self, octets: Sequence[bytes], access: str) -> list[bytes]:
        data = [{"id": name, "value": value} for name, value in self.given.items() if value]
        asked = {**self._about(octets), "numSignatures": len(octets), **({"authData": data} if data else {})}
        sad = _call(self.service, "credentials/authorize", asked, access).get("SAD")
        if not isinstance(sad, str):
            raise NoSignature("refused")
        return self._made(octets, {"SAD": sad}, access)

    def _made(self, octets: Sequence[bytes], authorised: dict[str, str], access: str) -> list[bytes]:
        """Each signature is believed when the key of the certificate made it."""
        curve = isinstance(self.certificate.public_key(), ec.EllipticCurvePublicKey)
        asked = {**self._about(octets), **authorised, "signAlgo": ECDSA_SHA256 if curve else RSA_SHA256}
        said = _call(self.service, "signatures/signHash", asked, access).get("signatures", [])
        try:
            made = [base64.b64decode(one, validate=True) for one in said]
        except (TypeError, binascii.Error):
            raise NoSignature("refused") from None
        right = len(made) == len(octets) and all(
            verified(self.certificate, one, data) for one, data in zip(made, octets, strict=True)
        )
        if not right:
            raise NoSignature("refused", "the service signed something else")
        return made

    def _about(self, octets: Sequence[bytes]) -> dict[str, Any]:
        hashes = [base64.b64encode(sha256(one).digest()).decode() for one in octets]
        return {"credentialID": self.row.place["credential"], "hashes": hashes, "hashAlgorithmOID": SHA256}


def most_in(info: dict[str, Any]) -> int:
    return max(1, int(info.get("multisign") or 1))


def _token(service: Service, said: dict[str, str]) -> dict[str, Any]:
    said = {**said, "client_id": service.client_id, "client_secret": service.client_secret}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    made = _answer(f"{service.oauth}/token", urlencode(said).encode(), headers)
    if not isinstance(made.get("access_token"), str):
        raise NoSignature("locked")
    return made


def _call(service: Service, method: str, said: dict[str, Any], access: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {access}"}
    return _answer(f"{service.url}/{method}", json.dumps(said).encode(), headers)


REASONS = {"invalid_pin": "refused", "invalid_otp": "refused", "access_denied": "refused", "locked": "locked"}


def _answer(address: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """What the service says; its words for a no become ours, and nothing of a secret goes into them."""
    try:
        answer = urllib3.request(
            "POST",
            address,
            body=body,
            headers=headers,
            timeout=TIMEOUT,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        with answer:
            content = answer.read(LARGEST)
    except (urllib3.exceptions.HTTPError, OSError):
        raise NoSignature("absent", "the service does not answer") from None
    try:
        said = json.loads(content)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NoSignature("absent", "the service answers something else")
    if answer.status == 200:
        return said
    if answer.status == 401:
        raise NoSignature("locked", "access was refused")
    raise NoSignature(REASONS.get(str(said.get("error")), "refused"), str(said.get("error", ""))[:60])
