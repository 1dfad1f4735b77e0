"""What a certificate is worth (law 43.20): said by its issuer and what we believe of it, never by itself alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from . import keys
from .checking import issued_by
from .enums import Worth
from .pki import hierarchy, profile

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def worth_of(certificate: Certificate) -> Worth:
    """Qualified: its issuer stands among those trusted for it (`keys/qualified/*.pem`) and it says so (QcCompliance).

    Advanced: given by our own authority after a proof of presence. Anything else is simple.
    """
    if _says_qualified(certificate) and any(issued_by(certificate, one) for one in qualified_issuers()):
        return Worth.QUALIFIED
    ours = (hierarchy.authority(name).certificate for name in hierarchy.issuing_names())
    if profile.POLICIES[Worth.ADVANCED] in _policies(certificate) and any(issued_by(certificate, one) for one in ours):
        return Worth.ADVANCED
    return Worth.SIMPLE


def qualified_issuers() -> list[Certificate]:
    return [
        one
        for path in sorted((keys.folder() / "qualified").glob("*.pem"))
        for one in x509.load_pem_x509_certificates(path.read_bytes())
    ]


def _says_qualified(certificate: Certificate) -> bool:
    for one in certificate.extensions:
        if one.oid == profile.QC_STATEMENTS and isinstance(one.value, x509.UnrecognizedExtension):
            return profile.QC_COMPLIANCE in one.value.value
    return False


def _policies(certificate: Certificate) -> set[x509.ObjectIdentifier]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return set()
    return {one.policy_identifier for one in found}
