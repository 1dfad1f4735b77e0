"""A push service on the loopback, over TLS, and the browser behind it: the other side of RFC 8291, written apart."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import http.server
import json
import os
import ssl
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID
from django.utils import timezone

from diwan.core.notifications.operations import devices
from tests.core.people import as_actor

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def text_of(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


def octets_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 for at most 32 octets, from HMAC alone."""
    first = hmac.digest(salt, material, hashlib.sha256)
    return hmac.digest(first, info + b"\1", hashlib.sha256)[:length]


class Browser:
    """Holds the private key of a subscription and reads what comes."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None, secret: bytes = b"") -> None:
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.secret = secret or os.urandom(16)

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(*POINT)

    def said(self, endpoint: str) -> dict[str, str]:
        return {"endpoint": endpoint, "p256dh": text_of(self.public), "auth": text_of(self.secret)}

    def read(self, body: bytes) -> bytes:
        """The text of a message (RFC 8188, 2 and RFC 8291, 3.4)."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(body) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        info = b"WebPush: info\0" + self.public + sender
        material = hkdf(self.secret, self.key.exchange(ec.ECDH(), theirs), info, 32)
        key = hkdf(salt, material, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(salt, material, b"Content-Encoding: nonce\0", 12)
        text, mark, rest = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\2")
        assert mark
        assert not rest.strip(b"\0")
        return text


def turned_on(person: Any, browser: Browser, endpoint: str, mark: str = "mark", now: Any = None) -> Any:
    said = browser.said(endpoint)
    return devices.turn_on(
        actor=as_actor(person),
        endpoint=said["endpoint"],
        browser_key=said["p256dh"],
        secret=said["auth"],
        label="Firefox · Linux",
        mark=mark,
        now=now or timezone.now(),
    )


@dataclass
class Received:
    path: str
    headers: Message
    body: bytes

    def claims(self) -> dict[str, Any]:
        """What the sender says of itself, its signature checked with the key it shows (RFC 8292)."""
        scheme, _, rest = self.headers["Authorization"].partition(" ")
        assert scheme == "vapid"
        said = dict(part.strip().split("=", 1) for part in rest.split(","))
        signed, _, signature = said["t"].rpartition(".")
        raw = octets_of(signature)
        both = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets_of(said["k"]))
        key.verify(encode_dss_signature(*both), signed.encode(), ec.ECDSA(hashes.SHA256()))
        head, claims = (json.loads(octets_of(part)) for part in signed.split("."))
        assert head == {"typ": "JWT", "alg": "ES256"}
        return claims | {"k": said["k"]}


class PushServer:
    """Takes messages; `answers` are the statuses it gives next (201 when there are none), with their headers."""

    def __init__(self, folder: Path) -> None:
        self.received: list[Received] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.received.append(Received(self.path, self.headers, body))
                status, headers = server.answers.pop(0) if server.answers else (201, {})
                self.send_response(status)
                for name, value in ({"Content-Length": "0"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.certificate = folder / "push-server.pem"
        self.certificate.write_bytes(certified())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    @property
    def place(self) -> str:
        return f"localhost:{self.http.server_address[1]}"

    def endpoint(self, name: str = "a") -> str:
        return f"https://{self.place}/push/{name}"

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


def certified() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + made.public_bytes(pem)
