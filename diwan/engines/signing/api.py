"""The door of `signing`: an administration's seal, the keys of people, and what any signature is worth."""

from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from diwan.verifier import diwan_verify

from . import keys
from .enums import KEEP, Kind, Level, State, Why
from .certificates import SealCertificate, make_seal, seal_certificate
from .detached import NotGenuine, Sealer, seal_detached, verify_detached
from .operations.owning import Brought, KeyRefused, ask_certificate, put_away, revoke, take_in
from .operations.relaying import give as give_relayed
from .people_keys import signer_for
from .queries.keys import KeyCard, keys_of, look_of
from .revocation import revocation_of
from .sealing import seal
from .signers import NoSignature, Signer
from .validation import Reason, Report, Signature, Verdict, validate
from .worth import level_of

__all__ = [
    "KEEP",
    "Brought",
    "KeyCard",
    "KeyRefused",
    "Kind",
    "Level",
    "NoSignature",
    "NotGenuine",
    "Reason",
    "Report",
    "SealCertificate",
    "Sealer",
    "Signature",
    "Signer",
    "State",
    "Verdict",
    "Why",
    "ask_certificate",
    "fingerprint_of",
    "give_relayed",
    "keys_of",
    "level_of",
    "look_of",
    "make_seal",
    "put_away",
    "revocation_of",
    "revoke",
    "root_certificate_pem",
    "root_fingerprint",
    "seal",
    "seal_certificate",
    "seal_detached",
    "signer_for",
    "stand_alone_verifier",
    "take_in",
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
