"""An administration's seal on a PDF: PAdES B-T (ETSI EN 319 142-1), one incremental revision, the text untouched."""

import asyncio
import io
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from . import keys
from .authority import InProcess

DIGEST = "sha256"
SLACK = 64
"""Octets beyond the size measured: a DER signature or a time may come out a little longer than the one tried."""


class LoadedKey(Signer):
    """A pyHanko signer around a key object that stays loaded; the stock one parses it at each signature (70 ms)."""

    def __init__(self, identity: keys.Identity):
        store = SimpleCertificateStore()
        store.register_multiple(_der(c) for c in identity.chain)
        super().__init__(signing_cert=_der(identity.certificate), cert_registry=store, embed_roots=True)
        self._key = identity.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == DIGEST
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return b"\0" * 72 if dry_run else self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _der(certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@lru_cache(maxsize=2048)
def _signer(folder: Path, administration_code: str) -> LoadedKey:
    return LoadedKey(keys.seal_of(administration_code))


@lru_cache(maxsize=8)
def _time_stamper(folder: Path, url: str) -> TimeStamper:
    return RequestsHTTPTimeStamper(url, timeout=10) if url else InProcess()


@lru_cache(maxsize=2048)
def _room(signer: LoadedKey, stamper: TimeStamper) -> int:
    """Hexadecimal digits to keep free for the signature: those of one made in earnest, without a document."""
    attributes = PdfCMSSignedAttributes(signing_time=None, adobe_revinfo_attr=None, cades_signed_attrs=None)
    trial = signer.async_sign(
        bytes(32), DIGEST, use_pades=True, dry_run=True, timestamper=stamper, signed_attr_settings=attributes
    )
    return 2 * (len(asyncio.run(trial).dump()) + SLACK)


def seal(pdf: bytes, *, administration_code: str, reason: str, at: datetime) -> bytes:
    """`pdf` with the administration's seal and a time-stamp added as a new revision.

    `at` is the legal moment the document states; the time-stamp tells the authority's own clock. With `DIWAN_TSA_URL`
    the authority is reached over the network: call from a job, not inside a transaction. Raises SigningError or OSError
    when the PDF or the authority does not lend itself to it; there is no unsealed way out.
    """
    signer = _signer(keys.folder(), administration_code)
    stamper = _time_stamper(keys.folder(), settings.DIWAN_TSA_URL)
    try:
        return _seal(pdf, signer, stamper, reason, at)
    except SigningError:
        if not settings.DIWAN_TSA_URL:
            raise
        # An outside authority may have changed its certificates, and its tokens their size: measure again, once.
        _time_stamper.cache_clear()
        return _seal(pdf, signer, _time_stamper(keys.folder(), settings.DIWAN_TSA_URL), reason, at)


class _At(PdfSigner):
    """A signer that states the moment it is told, where pyHanko reads the machine's clock."""

    at: datetime

    def init_signing_session(self, *args, **kwargs):
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


def _seal(pdf: bytes, signer: LoadedKey, stamper: TimeStamper, reason: str, at: datetime) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    field = f"Seal{len(writer.prev.embedded_signatures) + 1}"
    metadata = PdfSignatureMetadata(
        field_name=field, md_algorithm=DIGEST, reason=reason, subfilter=SigSeedSubFilter.PADES
    )
    # Invisible: the page says in words that it is sealed; a box over the text would prove nothing more.
    pdf_signer = _At(metadata, signer=signer, timestamper=stamper, new_field_spec=SigFieldSpec(field))
    pdf_signer.at = at
    return pdf_signer.sign_pdf(writer, bytes_reserved=_room(signer, stamper)).getvalue()
