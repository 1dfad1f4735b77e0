"""The instance's own certificates: a root, a seal for each administration, a time-stamp authority.

Each is one PEM file in `DIWAN_HOME/keys` (private key, certificate, then the chain), made on first use and never
replaced: two processes that race end up with the same file. An administration that has a certificate from a qualified
authority puts its own file in that place, and nothing else changes.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from diwan.kit.keeping import write_once

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
KINDS: dict[str, Callable[[], PrivateKey]] = {
    "rsa2048": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "rsa3072": lambda: rsa.generate_private_key(public_exponent=65537, key_size=3072),
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
}

ROOT = "root"
AUTHORITY = "time-stamp"
YEARS = {ROOT: 30, AUTHORITY: 15, "seal": 5}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, eq=False)
class Identity:
    """A certificate, its private key held ready (parsing it again costs 70 ms a signature), and the chain above it."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...]

    def sign(self, data: bytes) -> bytes:
        """A signature with SHA-256 in the scheme of the key: PKCS #1 v1.5 or ECDSA."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def root() -> Identity:
    return _identity(folder(), ROOT)


def authority() -> Identity:
    """Who signs our time-stamps."""
    return _identity(folder(), AUTHORITY)


def seal_of(administration_code: str) -> Identity:
    """The seal of one administration. Raises ValueError for a code that could name another file."""
    if not CODE.fullmatch(administration_code):
        raise ValueError(f"not an administration code: {administration_code!r}")
    return _identity(folder(), f"seal-{administration_code}")


def folder() -> Path:
    return Path(settings.DIWAN_HOME) / "keys"


def own_roots() -> list[x509.Certificate]:
    """The root of seals and time-stamps, and that of the certificates of people (pki/) where there is one."""
    people = folder() / "ca" / "root.crt"
    found = x509.load_pem_x509_certificates(people.read_bytes()) if people.exists() else []
    return [root().certificate, *found]


def trusted() -> list[x509.Certificate]:
    """Roots we believe: our own, and those an operator put in `keys/trusted/*.pem` (national ones, other instances)."""
    extra = [
        certificate
        for path in sorted((folder() / "trusted").glob("*.pem"))
        for certificate in x509.load_pem_x509_certificates(path.read_bytes())
    ]
    return [*own_roots(), *extra]


def trust(pem: str) -> None:
    """Believe another root from now on, as if an operator had put its file there; done twice, it is done."""
    certificate = x509.load_pem_x509_certificate(pem.encode())
    name = certificate.fingerprint(hashes.SHA256()).hex()
    write_once(folder() / "trusted" / f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM))


def identity_in(place: Path, name: str) -> Identity:
    """An identity whose file is there already: one of `pki`, under its own folder."""
    return _identity(place, name)


@lru_cache(maxsize=2048)
def _identity(keys: Path, name: str) -> Identity:
    path = keys / f"{name}.pem"
    if not path.exists():
        write_once(path, _issue(keys, name))
    pem = path.read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, PrivateKey):
        raise ValueError(f"{path.name}: only RSA and elliptic curve keys can seal")
    certificate, *chain = x509.load_pem_x509_certificates(pem)
    return Identity(certificate, key, tuple(chain))


def _issue(keys: Path, name: str) -> bytes:
    """A new key and its certificate, signed by the root (by itself, for the root), as one PEM."""
    key = KINDS[settings.DIWAN_SEAL_KEY]()
    # The moment of making a key is a fact of the machine. A day early: another server's clock may be behind.
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    years = YEARS.get(name, YEARS["seal"])
    issuer = None if name == ROOT else _identity(keys, ROOT)
    subject = _subject(name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * years + years // 4))
        .add_extension(
            x509.BasicConstraints(ca=issuer is None, path_length=0 if issuer is None else None), critical=True
        )
        .add_extension(_key_usage(authority=issuer is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer.key if issuer else key).public_key()),
            critical=False,
        )
    )
    if name == AUTHORITY:  # RFC 3161, 2.3: this use and no other, critical
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    above = [issuer.certificate] if issuer else []
    return private + b"".join(c.public_bytes(serialization.Encoding.PEM) for c in [certificate, *above])


def _subject(name: str) -> x509.Name:
    """Roots of two instances must not bear the same name: a validator would mistake one for the other."""
    common = {
        ROOT: f"Diwan root {secrets.token_hex(4)}",
        AUTHORITY: "Diwan time-stamp authority",
    }.get(name, f"{name.removeprefix('seal-')} seal")
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Diwan"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if name.startswith("seal-"):
        parts[0] = x509.NameAttribute(NameOID.ORGANIZATION_NAME, name.removeprefix("seal-"))
    return x509.Name(parts)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
