"""Signing as a person with a key does, and the judgement of tools that are not ours."""

from __future__ import annotations

import asyncio
import io
import logging
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation, simulate_future_ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from diwan.engines.signing import keys, levels
from diwan.engines.signing.levels import Level, Mark
from tests.helpers import receipts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate


class Held:
    """A key at hand."""

    def __init__(self, code: str = "MEN") -> None:
        self.identity = keys.seal_of(code)

    @property
    def certificate(self) -> Certificate:
        return self.identity.certificate

    @property
    def chain(self) -> tuple[Certificate, ...]:
        return self.identity.chain

    def sign(self, to_be_signed: Sequence[bytes]) -> list[bytes]:
        return [self.identity.sign(one) for one in to_be_signed]


def sign(pdf: bytes, level: Level = Level.B_T, *, code: str = "MEN", **said) -> levels.Signed:
    key = Held(code)
    mark = Mark(at=receipts.AT, reason="توقيع", level=level, **said)
    prepared = levels.prepare(pdf, key.certificate, key.chain, mark)
    return levels.completed(prepared, *key.sign([prepared.to_be_signed]))


def revocation_list(_certificate: Certificate, _issuer: Certificate) -> list[bytes]:
    """That of our root: nothing is revoked."""
    root, now = keys.root(), datetime.now(UTC)
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + timedelta(days=7))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False)
        .sign(root.key, hashes.SHA256())
    )
    return [made.public_bytes(Encoding.DER)]


def pdfsig(pdf: bytes, folder) -> list[bool]:
    """Poppler's word on each signature that is no time-stamp of the whole document."""
    (folder / "judged.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", "judged.pdf"], cwd=folder, capture_output=True, check=False).stdout.decode()
    parts = [part for part in said.split("Signature #")[1:] if "ETSI.CAdES.detached" in part]
    return ["Signature is Valid." in part for part in parts]


def root() -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(keys.der(keys.root().certificate))


def pyhanko(pdf: bytes) -> list[bool]:
    """Stock pyHanko's word on each, later changes included."""
    trust = ValidationContext(trust_roots=[root()], allow_fetching=False)
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return [validate_pdf_signature(one, trust, trust).bottom_line for one in signatures]


def for_long(pdf: bytes, *, years: float = 0) -> list[str]:
    """What EN 319 102-1 for long-term signatures says of each, today or so many years from now, revocation required."""
    policy = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require"))
    trust = CertValidationPolicySpec(trust_manager=SimpleTrustManager.build([root()]), revinfo_policy=policy)
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=trust))
    found = []
    logging.disable(logging.WARNING)
    try:
        for one in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
            if years:
                then = datetime.now(UTC) + timedelta(days=365 * years)
                judged = asyncio.run(simulate_future_ades_lta_validation(one, spec, then))
            else:
                judged = asyncio.run(ades_lta_validation(one, spec))
            found.append(str(judged.ades_subindic))
    finally:
        logging.disable(logging.NOTSET)
    return found
