"""The door of `signing`: an administration's seal, and what any signature is worth."""

from cryptography.hazmat.primitives.serialization import Encoding

from . import keys
from .sealing import seal
from .validation import Reason, Report, Signature, Verdict, validate

__all__ = ["Reason", "Report", "Signature", "Verdict", "root_certificate_pem", "seal", "validate"]


def root_certificate_pem() -> bytes:
    """The certificate a stranger needs to check our seals without us; it may be published anywhere."""
    return keys.root().certificate.public_bytes(Encoding.PEM)
