"""Whether a key made a signature, and whether a certificate leads to somebody we believe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography.x509 import Certificate

LONGEST_CHAIN = 8


def verified(
    certificate: Certificate, signature: bytes, data: bytes, digest: hashes.HashAlgorithm | None = None
) -> bool:
    """Whether the key of this certificate signed these octets (SHA-256 unless said)."""
    public, digest = certificate.public_key(), digest or hashes.SHA256()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), digest)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(digest))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key signed it, and the issuer bears the name it gives."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def chain_to(
    certificate: Certificate, among: Iterable[Certificate], believed: Iterable[Certificate], now: datetime
) -> tuple[Certificate, ...] | None:
    """The certificates from this one's issuer up to one that is believed, or None when none is reached.

    `among` comes from strangers: each step is checked (signature, name, a certificate of an authority, in its time).
    """
    believed, between = list(believed), [one for one in among if _authority(one)]
    found: list[Certificate] = []
    at = certificate
    for _step in range(LONGEST_CHAIN):
        root = next((one for one in believed if issued_by(at, one) and _holds(one, now)), None)
        if root is not None:
            return (*found, root)
        above = next((one for one in between if one not in found and issued_by(at, one) and _holds(one, now)), None)
        if above is None or above == at:
            return None
        found.append(above)
        at = above
    return None


def _holds(certificate: Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc


def _authority(certificate: Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False
