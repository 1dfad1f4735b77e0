"""The door of `signing`: signatures and seals at any level, how long they last, and what any signature is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from diwan.core.files import api as files
from diwan.verifier import diwan_verify

from . import keys
from .agent_page import ADDRESS as AGENT_ADDRESS
from .agent_page import speaks_to_agent
from .batches import Item, Outcome, sign_many
from .bounds import IN_MEMORY
from .certificates import SealCertificate, make_seal, seal_certificate
from .command import main as run_ca
from .detached import NotGenuine, Sealer, seal_detached, verify_detached
from .enums import KEEP, Kind, State, Why, Worth
from .events import FileRenewed, SignaturesBrought
from .levels import Level, Mark, Prepared, Signed, complete, completed, prepare
from .models import FileVerdict, LastingFile
from .operations.lasting import watch
from .operations.owning import Brought, KeyRefused, ask_certificate, put_away, revoke, take_in
from .operations.relaying import give as give_relayed
from .operations.verdicts import judge
from .people_keys import signer_for
from .queries.keys import KeyCard, awaited, keys_of, look_of
from .refusing import NotSignable, failure_words
from .renewal import due_for_renewal, renew
from .revocation import revocation_of
from .sealing import seal
from .signers import WAITING, NoSignature, Signer
from .stamps import Days, Grade, Manner, Place, RegistryStamp, Stamp, Words
from .streams import seal_file, sign_file
from .validation import (
    Added,
    Picture,
    Reason,
    Report,
    Signature,
    Trust,
    Verdict,
    bounded,
    documents,
    examine,
    validate,
    words,
)
from .worth import worth_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = [
    "AGENT_ADDRESS",
    "IN_MEMORY",
    "KEEP",
    "WAITING",
    "Added",
    "Brought",
    "Days",
    "FileRenewed",
    "FileVerdict",
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
    "Picture",
    "Place",
    "Prepared",
    "Reason",
    "RegistryStamp",
    "Report",
    "SealCertificate",
    "Sealer",
    "Signature",
    "SignaturesBrought",
    "Signed",
    "Signer",
    "Stamp",
    "State",
    "Trust",
    "Verdict",
    "Why",
    "Words",
    "Worth",
    "added_since",
    "ask_certificate",
    "awaited",
    "complete",
    "completed",
    "due_for_renewal",
    "examine",
    "failure_words",
    "fingerprint_of",
    "give_relayed",
    "judge",
    "keys_of",
    "look_of",
    "make_seal",
    "page_drawn",
    "prepare",
    "put_away",
    "reason_words",
    "renew",
    "report_xml",
    "revocation_of",
    "revoke",
    "root_certificate_pem",
    "root_fingerprint",
    "roots_pem",
    "run_ca",
    "seal",
    "seal_certificate",
    "seal_detached",
    "seal_file",
    "sign_file",
    "sign_many",
    "signer_for",
    "speaks_to_agent",
    "stand_alone_verifier",
    "take_in",
    "trust_root",
    "validate",
    "verdicts_of",
    "verify_detached",
    "watch",
    "words_of",
    "worth_of",
]


def added_since(content: Path, until: int) -> Added:
    """What was added to a file after its first `until` octets, judged within bounds: a stranger wrote it."""
    return bounded.added(content, until)


def words_of(added: Added) -> str:
    """Why what was added is not one signature and nothing else; "" where it is."""
    return str(words.ADDED.get(added, ""))


def reason_words(reasons: Iterable[Reason]) -> str:
    """The reasons of a report, as sentences."""
    return " ".join(str(words.sentence(one)) for one in reasons)


def verdicts_of(file_ids: Iterable[int]) -> dict[int, FileVerdict]:
    """What is kept of the signatures of files, by file; those without signature are not in it. One query."""
    return {row.file_id: row for row in FileVerdict.objects.filter(file_id__in=list(file_ids))}


def page_drawn(file_id: int, *, signature: int, page: int, signed: bool) -> bytes:
    """A page that looks otherwise since a signature, as PNG: as it was signed, or as it is with the difference framed.
    b"" where there is no such page, or it cannot be drawn. Who calls has checked the right.

    Raises:
        FileGone: there is no such file.
    """
    kept = FileVerdict.objects.filter(file_id=file_id).first()
    signatures = kept.said.signatures if kept else ()
    if not 0 <= signature < len(signatures):
        return b""
    picture = next((one for one in signatures[signature].pictures if one.page == page), None)
    if picture is None:
        return b""
    with files.here(file_id) as path:
        until = picture.since if signed else path.stat().st_size
        return bounded.drawn(path, page, until, () if signed else picture.boxes)


def report_xml(report: Report, *, sha256: str, judged_at: datetime) -> bytes:
    """A report in the form of ETSI TS 119 102-2."""
    return documents.as_xml(report, sha256=sha256, judged_at=judged_at)


def root_certificate_pem() -> bytes:
    """The certificate a stranger needs to check our seals without us; it may be published anywhere."""
    return keys.root().certificate.public_bytes(Encoding.PEM)


def roots_pem() -> bytes:
    """What a stranger needs to check seals and the signatures of people without us; it may be published anywhere."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in keys.own_roots())


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
    """The program a stranger checks our documents with, our roots filled in: what it says is genuine is ours."""
    source = Path(diwan_verify.__file__).read_text()
    return source.replace('ROOTS = ""', f'ROOTS = """{roots_pem().decode()}"""', 1).encode()
