"""What the seal of an administration is, for people who look: its certificate in plain values. No key leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from . import keys

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate


@dataclass(frozen=True)
class SealCertificate:
    """Whom it names, who signed it, when it holds; `fingerprint` is the SHA-256 of it, in hexadecimal."""

    subject: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    fingerprint: str
    serial: str
    ours: bool

    @property
    def fingerprint_in_pairs(self) -> str:
        """As certificates are compared aloud: `3F A2 …`."""
        text = self.fingerprint.upper()
        return " ".join(text[at : at + 2] for at in range(0, len(text), 2))


def seal_certificate(administration_code: str) -> SealCertificate | None:
    """The certificate of a seal; None when the seal was not made yet. Asking makes nothing."""
    if not (keys.folder() / f"seal-{administration_code}.pem").exists():
        return None
    return make_seal(administration_code)


def make_seal(administration_code: str) -> SealCertificate:
    """The certificate of a seal, made now if there was none."""
    return _plain(keys.seal_of(administration_code).certificate)


def _plain(certificate: Certificate) -> SealCertificate:
    return SealCertificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        serial=f"{certificate.serial_number:x}",
        ours=certificate.issuer == keys.root().certificate.subject,
    )
