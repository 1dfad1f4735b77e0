"""The door of `signing`: an administration's seal, and what any signature is worth."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from diwan.verifier import diwan_verify

from . import keys
from .certificates import SealCertificate, make_seal, seal_certificate
from .detached import NotGenuine, Sealer, seal_detached, verify_detached
from .sealing import seal
from .validation import Reason, Report, Signature, Verdict, validate

__all__ = [
    "NotGenuine",
    "Reason",
    "Report",
    "SealCertificate",
    "Sealer",
    "Signature",
    "Verdict",
    "make_seal",
    "root_certificate_pem",
    "seal",
    "seal_certificate",
    "seal_detached",
    "stand_alone_verifier",
    "validate",
    "verify_detached",
]


def root_certificate_pem() -> bytes:
    """The certificate a stranger needs to check our seals without us; it may be published anywhere."""
    return keys.root().certificate.public_bytes(Encoding.PEM)


def stand_alone_verifier() -> bytes:
    """The program a stranger checks our documents with, our root filled in: what it says is genuine is ours."""
    source = Path(diwan_verify.__file__).read_text()
    return source.replace('ROOTS = ""', f'ROOTS = """{root_certificate_pem().decode()}"""', 1).encode()
