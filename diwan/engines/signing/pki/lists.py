"""Who no longer counts, said in two ways: lists (RFC 5280, 5) and answers about one (OCSP, RFC 6960)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp

from . import profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .. import keys

HOLDS = timedelta(days=2)  # a list, and an answer
ROOT_HOLDS = timedelta(days=400)
LONGEST_NONCE = 128  # octets (RFC 9654)
DER = serialization.Encoding.DER


@dataclass(frozen=True)
class Known:
    """How a certificate we issued stands; `revoked_at` none when it counts."""

    revoked_at: datetime | None = None
    reason: str = ""


def revocation_list(
    issuer: keys.Identity, gone: Iterable[tuple[int, datetime, str]], *, now: datetime, holds: timedelta = HOLDS
) -> bytes:
    """The list of an authority, as DER. Its number is the moment: it only grows, and nobody keeps a counter."""
    start = now.astimezone(UTC).replace(microsecond=0)
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(start)
        .next_update(start + holds)
        .add_extension(x509.CRLNumber(int(start.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for serial, at, reason in gone:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at.astimezone(UTC))
        if reason and flag(reason) is not x509.ReasonFlags.unspecified:  # RFC 5280, 5.3.1: unspecified is left out
            entry = entry.add_extension(x509.CRLReason(flag(reason)), critical=False)
        made = made.add_revoked_certificate(entry.build())
    return made.sign(issuer.key, hashes.SHA256()).public_bytes(DER)


def flag(reason: str) -> x509.ReasonFlags:
    return x509.ReasonFlags[reason or "unspecified"]


@lru_cache(maxsize=16)
def _responder(issuer: keys.Identity, _fortnight: int) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key of this process, never written anywhere, that the authority lets answer for a month."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, profile.responder(key, issuer, now=datetime.now(UTC))


def answer(
    request: bytes,
    authorities: Iterable[keys.Identity],
    known: Callable[[keys.Identity, int], Known | None],
    *,
    now: datetime,
) -> tuple[bytes, bool]:
    """The OCSPResponse to an OCSPRequest, both DER, and whether it was made for this asker alone (nonce).

    A request that cannot be read gets a refusal (RFC 6960, 2.3), never an exception. One that asks about several
    certificates at once is refused: no client of ours does.
    """
    try:
        asked = ocsp.load_der_ocsp_request(request)
        nonce = next((one.value for one in asked.extensions if isinstance(one.value, x509.OCSPNonce)), None)
        digest = asked.hash_algorithm
        issuer = next((one for one in authorities if _is(asked, one)), None)
    except (ValueError, TypeError, NotImplementedError, x509.DuplicateExtension):
        return refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST), False
    if nonce is not None and not 1 <= len(nonce.nonce) <= LONGEST_NONCE:
        return refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST), False
    if issuer is None:
        return refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED), False
    stands = known(issuer, asked.serial_number)
    made = respond(issuer, asked.serial_number, stands, now=now, digest=digest, nonce=nonce)
    return made, nonce is not None


def respond(
    issuer: keys.Identity,
    serial: int,
    stands: Known | None,
    *,
    now: datetime,
    digest: hashes.HashAlgorithm | None = None,
    nonce: x509.OCSPNonce | None = None,
) -> bytes:
    """An answer about one serial number; one we never gave is unknown."""
    digest = digest or hashes.SHA256()
    start = now.astimezone(UTC).replace(microsecond=0)
    key, certificate = _responder(issuer, int(datetime.now(UTC).timestamp()) // (14 * 86400))
    status = ocsp.OCSPCertStatus.UNKNOWN
    if stands:
        status = ocsp.OCSPCertStatus.REVOKED if stands.revoked_at else ocsp.OCSPCertStatus.GOOD
    made = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            issuer_name_hash=_hash(issuer.certificate.subject.public_bytes(), digest),
            issuer_key_hash=_hash(_bits(issuer.certificate), digest),
            serial_number=serial,
            algorithm=digest,
            cert_status=status,
            this_update=start,
            next_update=start + HOLDS,
            revocation_time=stands.revoked_at.astimezone(UTC) if stands and stands.revoked_at else None,
            revocation_reason=flag(stands.reason) if stands and stands.revoked_at else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
        .certificates([certificate])
    )
    if nonce is not None:
        made = made.add_extension(nonce, critical=False)
    return made.sign(key, hashes.SHA256()).public_bytes(DER)


def refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(DER)


def _is(asked: ocsp.OCSPRequest, one: keys.Identity) -> bool:
    if not isinstance(asked.hash_algorithm, hashes.SHA1 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512):
        return False
    name = _hash(one.certificate.subject.public_bytes(), asked.hash_algorithm)
    return asked.issuer_name_hash == name and asked.issuer_key_hash == _hash(
        _bits(one.certificate), asked.hash_algorithm
    )


def _bits(certificate: x509.Certificate) -> bytes:
    """The octets of the public key, without their algorithm: what a CertID digests (RFC 6960, 4.1.1)."""
    public = asn1_x509.Certificate.load(certificate.public_bytes(DER)).public_key
    return public["public_key"].contents[1:]


def _hash(data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()
