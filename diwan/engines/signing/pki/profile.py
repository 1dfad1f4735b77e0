"""What our certificates say (RFC 5280; EN 319 412-2 for people). A post is in none of them: people change posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from ..enums import Worth

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes

    from ..keys import Identity, PrivateKey

PERSON = timedelta(days=365)
RESPONDER = timedelta(days=30)
EARLY = timedelta(minutes=10)  # another server's clock may be behind ours
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
ARC = "2.25.206174029465846114262144"  # ours: identifiers that anybody may make
POLICIES = {Worth.SIMPLE: x509.ObjectIdentifier(f"{ARC}.1"), Worth.ADVANCED: x509.ObjectIdentifier(f"{ARC}.2")}
QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
QC_COMPLIANCE = bytes.fromhex("060604008e460101")  # id-etsi-qcs-QcCompliance, as DER (EN 319 412-5, 4.2.1)


def usage(**said: bool) -> x509.KeyUsage:
    every = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{one: said.get(one, False) for one in every})


def builder(
    subject: x509.Name,
    public: CertificateIssuerPublicKeyTypes,
    issuer: Identity | None,
    *,
    start: datetime,
    until: datetime,
    own: PrivateKey | None = None,
) -> x509.CertificateBuilder:
    """What every certificate of ours has; `own` is the key of a root, which signs itself."""
    above = issuer.key.public_key() if issuer else own.public_key()  # type: ignore[union-attr]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(min(until, issuer.certificate.not_valid_after_utc) if issuer else until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
    )


def authority(
    name: str, key: PrivateKey, issuer: Identity | None, *, years: int, now: datetime, crl: str = ""
) -> x509.Certificate:
    """A root, or an authority under it that issues to people and to nobody else (path length)."""
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Diwan"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    start = now.replace(microsecond=0) - timedelta(days=1)
    made = (
        builder(
            subject,
            key.public_key(),
            issuer,
            start=start,
            until=start + timedelta(days=365 * years + years // 4),
            own=key,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0 if issuer else 1), critical=True)
        .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    if crl:
        made = made.add_extension(distribution(crl), critical=False)
    return made.sign(issuer.key if issuer else key, hashes.SHA256())


def person(
    *,
    name: str,
    administration: str,
    country: str,
    number: str,
    public: CertificateIssuerPublicKeyTypes,
    level: Worth,
    issuer: Identity,
    addresses: tuple[str, str],
    now: datetime,
) -> x509.Certificate:
    """The certificate of a person; `addresses` are those of the revocation list and of OCSP.

    `number` tells namesakes apart. The only use is to commit oneself (nonRepudiation): neither to sign in nor to
    encrypt.
    """
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, administration[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, number),
        ]
    )
    start = now.astimezone(UTC).replace(microsecond=0)
    made = (
        builder(subject, public, issuer, start=start - EARLY, until=start + PERSON)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(POLICIES[level], policy_qualifiers=None)]), critical=False
        )
        .add_extension(distribution(addresses[0]), critical=False)
        .add_extension(
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(
                        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(addresses[1])
                    )
                ]
            ),
            critical=False,
        )
    )
    return made.sign(issuer.key, hashes.SHA256())


def responder(key: PrivateKey, issuer: Identity, *, now: datetime) -> x509.Certificate:
    """Who answers in the authority's place (RFC 6960, 4.2.2.2); it lives a month, so nobody asks whether it holds."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Diwan"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Diwan OCSP responder"),
        ]
    )
    start = now.astimezone(UTC).replace(microsecond=0)
    return (
        builder(subject, key.public_key(), issuer, start=start - EARLY, until=start + RESPONDER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def distribution(address: str) -> x509.CRLDistributionPoints:
    name = x509.UniformResourceIdentifier(address)
    return x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)])
