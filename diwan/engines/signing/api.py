"""The door of `signing`: signatures and seals at any level, how long they last, and what any signature is worth."""

from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from diwan.verifier import diwan_verify

from . import keys
from .batches import Item, Outcome, sign_many
from .certificates import SealCertificate, make_seal, seal_certificate
from .command import main as run_ca
from .detached import NotGenuine, Sealer, seal_detached, verify_detached
from .enums import KEEP, Kind, State, Why, Worth
from .events import FileRenewed
from .levels import Level, Mark, Prepared, Signed, complete, completed, prepare
from .models import LastingFile
from .operations.lasting import watch
from .operations.owning import Brought, KeyRefused, ask_certificate, put_away, revoke, take_in
from .operations.relaying import give as give_relayed
from .people_keys import signer_for
from .queries.keys import KeyCard, keys_of, look_of
from .refusing import NotSignable, failure_words
from .renewal import due_for_renewal, renew
from .revocation import revocation_of
from .sealing import seal
from .signers import NoSignature, Signer
from .stamps import Days, Grade, Manner, Place, RegistryStamp, Stamp, Words
from .streams import complete_file, prepare_file
from .validation import Reason, Report, Signature, Verdict, validate
from .worth import worth_of

__all__ = [
    "KEEP",
    "Brought",
    "Days",
    "FileRenewed",
    "Grade",
    "Item",
    "KeyCard",
    "KeyRefused",
    "Kind",
    "LastingFile",
    "Level",
    "Manner",
    "Mark",
    "NoSignature",
    "NotGenuine",
    "NotSignable",
    "Outcome",
    "Place",
    "Prepared",
    "Reason",
    "RegistryStamp",
    "Report",
    "SealCertificate",
    "Sealer",
    "Signature",
    "Signed",
    "Signer",
    "Stamp",
    "State",
    "Verdict",
    "Why",
    "Words",
    "Worth",
    "ask_certificate",
    "complete",
    "complete_file",
    "completed",
    "due_for_renewal",
    "failure_words",
    "fingerprint_of",
    "give_relayed",
    "keys_of",
    "look_of",
    "make_seal",
    "prepare",
    "prepare_file",
    "put_away",
    "renew",
    "revocation_of",
    "revoke",
    "root_certificate_pem",
    "root_fingerprint",
    "run_ca",
    "seal",
    "seal_certificate",
    "seal_detached",
    "sign_many",
    "signer_for",
    "stand_alone_verifier",
    "take_in",
    "trust_root",
    "validate",
    "verify_detached",
    "watch",
    "worth_of",
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
