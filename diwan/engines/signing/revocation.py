"""That a certificate still counts, as octets a document can carry: from ourselves, or from authorities we may ask.

The addresses of other authorities stand in certificates, which strangers make: only hosts the configuration names
(`DIWAN_PKI_HOSTS`) are ever asked, without following where they send us.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import urllib3
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from django.conf import settings

from . import keys
from .checking import issued_by, verified
from .pki import hierarchy, lists
from .queries.keys import known, revocation_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.x509 import Certificate

LARGEST = 10_000_000  # octets of a list
log = logging.getLogger(__name__)
DER = serialization.Encoding.DER


def revocation_of(certificate: Certificate, issuer: Certificate) -> list[bytes]:
    """An OCSP response or a revocation list that covers this certificate, as DER; empty when nobody can say.

    With an issuer that is not ours it goes over the network: call from a job.
    """
    now = datetime.now(UTC)
    for name in hierarchy.issuing_names():
        ours = hierarchy.authority(name)
        if ours.certificate == issuer:
            stands = known(ours, certificate.serial_number)
            return [lists.respond(ours, certificate.serial_number, stands, now=now)] if stands else []
    if hierarchy.exists() and issuer == hierarchy.root_certificate():
        said = hierarchy.root_list()
        return [said] if said else []
    if issuer == keys.root().certificate:
        return [revocation_list(hierarchy.SEALS, now)]
    return _asked(certificate, issuer)


def _asked(certificate: Certificate, issuer: Certificate) -> list[bytes]:
    for address in _allowed(_responders(certificate)):
        said = _by_ocsp(address, certificate, issuer)
        if said:
            return [said]
    for address in _allowed(_distributions(certificate)):
        said = _by_list(address, issuer)
        if said:
            return [said]
    return []


def _allowed(addresses: Iterable[str]) -> list[str]:
    """Those whose host (with its port, where it is not the usual one) the configuration names."""
    found = []
    for address in addresses:
        parts = urlsplit(address)
        if (
            parts.scheme in {"http", "https"}
            and not parts.username
            and parts.netloc.lower() in settings.DIWAN_PKI_HOSTS
        ):
            found.append(address)
    return found


def _responders(certificate: Certificate) -> list[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    return [
        one.access_location.value
        for one in access
        if one.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(one.access_location, x509.UniformResourceIdentifier)
    ]


def _distributions(certificate: Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return [
        name.value
        for point in points
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    ]


def _fetched(method: str, address: str, **said: object) -> bytes:
    """What is there; nothing when it does not answer. Whoever answers sends nobody elsewhere."""
    try:
        answer = urllib3.request(
            method,
            address,
            timeout=10,
            redirect=False,
            retries=False,
            preload_content=False,
            **said,  # type: ignore[arg-type]
        )
        with answer:
            body = answer.read(LARGEST + 1)
            return body if answer.status == 200 and len(body) <= LARGEST else b""
    except (urllib3.exceptions.HTTPError, OSError) as error:
        log.warning("An authority does not answer: %s", type(error).__name__)
        return b""


def _by_ocsp(address: str, certificate: Certificate, issuer: Certificate) -> bytes:
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303 a name, not a proof
    headers = {"Content-Type": "application/ocsp-request"}
    said = _fetched("POST", address, body=request.public_bytes(DER), headers=headers)
    try:
        answer = ocsp.load_der_ocsp_response(said)
        if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return b""
        right = answer.serial_number == certificate.serial_number and answer.this_update_utc <= datetime.now(UTC)
        return said if right and _signed(answer, issuer) else b""
    except (ValueError, TypeError):
        return b""


def _signed(answer: ocsp.OCSPResponse, issuer: Certificate) -> bool:
    """By the issuer, or by one it lets answer (RFC 6960, 4.2.2.2)."""
    for one in [issuer, *answer.certificates]:
        if one != issuer and not (issued_by(one, issuer) and _answers(one)):
            continue
        if verified(one, answer.signature, answer.tbs_response_bytes, answer.signature_hash_algorithm):
            return True
    return False


def _answers(certificate: Certificate) -> bool:
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in uses


def _by_list(address: str, issuer: Certificate) -> bytes:
    said = _fetched("GET", address)
    try:
        listed = x509.load_der_x509_crl(said)
        genuine = listed.issuer == issuer.subject and listed.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (ValueError, TypeError, InvalidSignature):
        return b""
    return said if genuine else b""
