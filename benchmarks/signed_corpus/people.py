"""Who signs in the corpus: certificates made from a seed, under an authority we trust or under a stranger's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
EARLY, LATE = datetime(2018, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)


@dataclass
class Person:
    """A certificate and its key."""

    name: str
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...]

    @cached_property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    @cached_property
    def secret(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    @cached_property
    def store(self) -> SimpleCertificateStore:
        store = SimpleCertificateStore()
        store.register_multiple(
            asn1_x509.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in self.above
        )
        return store

    def signer(self, **more: Any) -> SimpleSigner:
        return SimpleSigner(signing_cert=self.asn1, signing_key=self.secret, cert_registry=self.store, **more)


class World:
    """A root with its people and its time-stamps, and a stranger's root with the same names."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self.root = self._issue("Corpus root", None, authority=True)
        self.stranger_root = self._issue("Corpus root", None, authority=True)
        self.alice = self._issue("Alice", self.root)
        self.bob = self._issue("Bob", self.root)
        self.carol = self._issue("كريمة العلوي", self.root)
        self.expired = self._issue("Expired", self.root, until=datetime(2022, 1, 1, tzinfo=UTC))
        self.early = self._issue("Not yet", self.root, since=datetime(2040, 1, 1, tzinfo=UTC))
        self.revoked = self._issue("Revoked", self.root)
        self.mallory = self._issue("Alice", self.stranger_root)
        self.rita = self._issue("Rita", self.root, curve=False)
        self.weak = self._issue("For encryption only", self.root, signs=False)
        self.stamps = self._issue("Time-stamps", self.root, stamps=True)
        self.stranger_stamps = self._issue("Time-stamps", self.stranger_root, stamps=True)
        self.no_authority = self._issue("Issued by Alice", self.alice)

    def _issue(
        self,
        name: str,
        above: Person | None,
        *,
        authority: bool = False,
        stamps: bool = False,
        signs: bool = True,
        since: datetime = EARLY,
        until: datetime = LATE,
        curve: bool = True,
    ) -> Person:
        key: Any = ec.derive_private_key(self._dice.getrandbits(200) + 2, ec.SECP256R1())
        if stamps or not curve:  # pyHanko's dummy authority signs with RSA only
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer_key = above.key if above else key
        usage = dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
        )
        if not signs:
            usage["key_encipherment"] = True
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(above.certificate.subject if above else subject)
            .public_key(key.public_key())
            .serial_number(self._dice.getrandbits(120) | 1)
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=signs and not authority,
                    content_commitment=signs and not authority,
                    key_cert_sign=authority,
                    crl_sign=authority,
                    **usage,
                ),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        )
        if stamps:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        certificate = builder.sign(issuer_key, hashes.SHA256())
        return Person(name, key, certificate, (above.certificate, *above.above) if above else ())

    def crl(self, *, at: datetime = NOW, days: int = 365 * 15) -> asn1_crl.CertificateList:
        """What the root has revoked, as it says `at`."""
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(self.revoked.certificate.serial_number)
            .revocation_date(datetime(2024, 1, 1, tzinfo=UTC))
            .build()
        )
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(at - timedelta(days=1))
            .next_update(at + timedelta(days=days))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root.key.public_key()), critical=False
            )
            .add_revoked_certificate(entry)
            .sign(self.root.key, hashes.SHA256())
        )
        return asn1_crl.CertificateList.load(made.public_bytes(serialization.Encoding.DER))

    def stamper(self, at: datetime = NOW - timedelta(days=30), *, who: Person | None = None) -> DummyTimeStamper:
        who = who or self.stamps
        return DummyTimeStamper(who.asn1, who.secret, certs_to_embed=who.store, fixed_dt=at)

    def knowledge(self, at: datetime = NOW) -> ValidationContext:
        """What a signer knows when it writes the material of B-LT."""
        return ValidationContext(
            trust_roots=[self.root.asn1],
            crls=[self.crl(at=at)],
            moment=at,
            allow_fetching=False,
            other_certs=[self.stamps.asn1, self.alice.asn1, self.bob.asn1],
        )

    def roots_pem(self) -> bytes:
        return self.root.certificate.public_bytes(serialization.Encoding.PEM)
