"""Other instances: one that is trusted and told of its bodies, one whose digits wait to be compared.

They have keys as real ones have, made here and forgotten; what they say comes in by the door that all directories take.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from diwan.core.organisations import api as organisations
from diwan.correspondence.exchange import api as exchange
from diwan.engines.signing import api as signing

from .. import queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

SINCE = "2016-01-01"
VALID = timedelta(days=3650)


def know(*, now: datetime) -> int:
    """Propose them, and trust the one that is; how many bodies it told of."""
    told = 0
    for row in queries.data("exchange")["instances"]:
        then = now - timedelta(days=row.get("trusted", 1))
        there = Elsewhere(row["realm"], then)
        about: dict[str, Any] = {"actor": organisations.SYSTEM, "now": then}
        made = exchange.propose(name=row["name"], address=f"https://{row['realm']}", **about)
        fingerprint = signing.fingerprint_of(there.root)
        exchange.introduce(instance_id=made.pk, realm=row["realm"], root=there.root, fingerprint=fingerprint, now=then)
        if "trusted" in row:
            made = exchange.trust(instance_id=made.pk, fingerprint=fingerprint, **about)
            told += exchange.read_directory(instance_id=made.pk, sealed=there.directory(row["bodies"]), now=now)
        exchange.answered(made, now)
    return told


class Elsewhere:
    """An instance with a root of its own, as it stood on a day."""

    def __init__(self, realm: str, at: datetime) -> None:
        self.realm, self.at = realm, at
        self.authority = ec.generate_private_key(ec.SECP256R1())
        self.certificate = issued(
            f"{realm} · root", self.authority, self.authority, f"{realm} · root", at, authority=True
        )
        self.root = self.certificate.public_bytes(Encoding.PEM).decode()

    def directory(self, bodies: Sequence[dict[str, str]]) -> exchange.protocol.Sealed:
        """What it says of its bodies, sealed by the instance itself."""
        lines = [
            exchange.protocol.BodyLine(
                code=f"{self.realm}/{body['code']}",
                names={language: body[language] for language in ("ar", "fr", "en") if language in body},
                since=self.at.date().fromisoformat(SINCE),
                country="MA",
            )
            for body in bodies
        ]
        said = exchange.protocol.Directory(
            realm=self.realm, version=1, made_at=self.at, root=self.root, bodies=tuple(lines)
        )
        document = exchange.protocol.document("directory", said)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = issued("Diwan", key, self.authority, f"{self.realm} · root", self.at)
        builder = pkcs7.PKCS7SignatureBuilder().set_data(document.encode())
        seal = builder.add_signer(certificate, key, hashes.SHA256()).sign(
            Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        )
        return exchange.protocol.Sealed(document, seal)


def issued(
    name: str,
    key: EllipticCurvePrivateKey,
    by: EllipticCurvePrivateKey,
    issuer: str,
    at: datetime,
    *,
    authority: bool = False,
) -> x509.Certificate:
    """A certificate, valid from before that day on."""
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=365))
        .not_valid_after(at + VALID)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(by, hashes.SHA256())
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
