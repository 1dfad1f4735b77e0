"""A seal beside what it seals: detached CMS (RFC 5652) over any bytes, for what is no PDF.

`openssl cms -verify -binary -inform DER -in X.p7s -content X -CAfile root.pem -purpose any` checks one without us. No
time-stamp: it can be made inside a transaction, where nothing slow may be; the journal says when (its checkpoints do).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from . import keys
from .containers import Container

LONGEST_CHAIN = 5  # certificates from a seal to its root


class NotGenuine(Exception):
    """The bytes are not those that were sealed, or nobody we trust sealed them. Says which, in English, for a log."""


@dataclass(frozen=True)
class Sealer:
    """Whose seal it is: the organisation its certificate names, and the SHA-256 of that certificate."""

    organisation: str
    name: str
    fingerprint: str


def seal_detached(content: bytes, *, administration_code: str) -> bytes:
    """The seal of an administration over these bytes, as DER; about a millisecond."""
    container = Container(keys.seal_of(administration_code), "data", sha256(content).digest())
    return container.wrapped()


def verify_detached(content: bytes, seal: bytes, *, at: datetime | None = None, root: str = "") -> Sealer:
    """Who sealed these bytes, by a certificate that leads to a root we trust and is valid: today, by the clock of the
    machine, or at the moment the caller has proof of. What the bytes say of their own date is no such proof.

    `root` (PEM) where this one root is meant and no other: two instances may have an administration of the same code.

    Raises:
        NotGenuine: nobody did; also for whatever is no seal at all.
    """
    try:
        certificate, chain = _checked(content, seal)
    except NotGenuine:
        raise
    except Exception as error:  # parsers fed by strangers: whatever they stumble on, it is no seal
        raise NotGenuine("not a seal") from error
    roots = (_pem(root),) if root else tuple(keys.trusted())
    if not _leads_to_root(certificate, chain, at or datetime.now(UTC), roots):
        raise NotGenuine("the certificate leads to no root we trust, or was not valid then")
    return Sealer(
        organisation=_named(certificate, NameOID.ORGANIZATION_NAME),
        name=_named(certificate, NameOID.COMMON_NAME),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
    )


def _checked(content: bytes, seal: bytes) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """The certificate whose key made the signature, and the others that came with it."""
    info = cms.ContentInfo.load(seal, strict=True)
    if info["content_type"].native != "signed_data":
        raise NotGenuine("not a seal")
    signed = info["content"]
    signers = list(signed["signer_infos"])
    if len(signers) != 1:
        raise NotGenuine("a seal has one signer")
    signer = signers[0]
    attributes = {attribute["type"].native: attribute["values"] for attribute in signer["signed_attrs"]}
    if attributes["content_type"][0].native != "data":
        raise NotGenuine("the seal is over something else")
    if attributes["message_digest"][0].native != sha256(content).digest():
        raise NotGenuine("the bytes are not those that were sealed")
    certificates = [_loaded(one.dump()) for one in signed["certificates"]]
    sid = signer["sid"].chosen
    mine = next(
        (c for c in certificates if c.serial_number == sid["serial_number"].native and _issued(c, sid["issuer"])), None
    )
    if mine is None:
        raise NotGenuine("the certificate of the signer did not come with the seal")
    told = b"\x31" + signer["signed_attrs"].dump()[1:]  # signed as a SET, carried under another tag (RFC 5652, 5.4)
    if not _signed_by(mine.public_key(), signer["signature"].native, told):
        raise NotGenuine("the signature is not that of the certificate")
    return mine, certificates


def _issued(certificate: x509.Certificate, issuer: object) -> bool:
    return certificate.issuer.public_bytes() == issuer.dump()  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def _pem(root: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(root.encode())


@lru_cache(maxsize=1024)
def _loaded(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _signed_by(key: object, signature: bytes, data: bytes) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _leads_to_root(
    certificate: x509.Certificate,
    others: list[x509.Certificate],
    at: datetime,
    roots: tuple[x509.Certificate, ...],
) -> bool:
    current = certificate
    for _step in range(LONGEST_CHAIN):
        if not current.not_valid_before_utc <= at <= current.not_valid_after_utc:
            return False
        if any(_issuer_of(root, current) for root in roots):
            return True
        above = next((one for one in others if one is not current and _issuer_of(one, current)), None)
        if above is None:
            return False
        current = above
    return False


@lru_cache(maxsize=4096)
def _issuer_of(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether this authority signed that certificate."""
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # a certificate of a stranger, in whatever state
        return False
    return True


def _named(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    return next((str(part.value) for part in certificate.subject.get_attributes_for_oid(oid)), "")
