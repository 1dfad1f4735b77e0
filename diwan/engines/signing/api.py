"""The door of `signing`: an administration's seal, and what any signature is worth."""

from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from diwan.verifier import diwan_verify

from . import keys
from .certificates import SealCertificate, make_seal, seal_certificate
from .detached import NotGenuine, Sealer, seal_detached, verify_detached
from .sealing import seal
from .validation import Picture, Reason, Report, Signature, Trust, Verdict, examine, validate

__all__ = [
    "NotGenuine",
    "Picture",
    "Reason",
    "Report",
    "SealCertificate",
    "Sealer",
    "Signature",
    "Trust",
    "Verdict",
    "examine",
    "fingerprint_of",
    "make_seal",
    "root_certificate_pem",
    "root_fingerprint",
    "seal",
    "seal_certificate",
    "seal_detached",
    "stand_alone_verifier",
    "trust_root",
    "validate",
    "verify_detached",
]


def root_certificate_pem() -> bytes:
    """The certificate a stranger needs to check our seals without us; it may be published anywhere."""
    return keys.root().certificate.public_bytes(Encoding.PEM)


def root_fingerprint() -> str:
    """The SHA-256 of our root, in hexadecimal: by it others know us."""
    return keys.root().certificate.fingerprint(SHA256()).hex()


def trust_root(pem: str) -> None:
    """Believe what is sealed under another root, of another instance or of a country, from now on."""
    keys.trust(pem)


def fingerprint_of(pem: str) -> str:
    """The SHA-256 of a certificate, in hexadecimal.

    Raises:
        ValueError: not a certificate.
    """
    return load_pem_x509_certificate(pem.encode()).fingerprint(SHA256()).hex()


def stand_alone_verifier() -> bytes:
    """The program a stranger checks our documents with, our root filled in: what it says is genuine is ours."""
    source = Path(diwan_verify.__file__).read_text()
    return source.replace('ROOTS = ""', f'ROOTS = """{root_certificate_pem().decode()}"""', 1).encode()
