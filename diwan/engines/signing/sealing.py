"""An administration's seal on a PDF: PAdES B-T (ETSI EN 319 142-1), one incremental revision, the text untouched."""

import asyncio
import io
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from . import keys, revision
from .authority import InProcess
from .containers import Container

DIGEST = "sha256"
SLACK = 64
"""Octets beyond the size measured: a DER signature or a time may come out a little longer than the one tried."""


class Seal(Signer):
    """A pyHanko signer that makes the whole container itself, with a key that stays loaded.

    The stock one parses the key (70 ms) and builds the container anew (10 ms) at each signature.
    """

    def __init__(self, identity: keys.Identity):
        super().__init__(signing_cert=asn1_x509.Certificate.load(keys.der(identity.certificate)))
        self._identity = identity

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._identity.sign(data)

    async def async_sign(
        self, data_digest: bytes, digest_algorithm: str, *_args: Any, timestamper: Any = None, **_settings: Any
    ) -> cms.ContentInfo:
        """CAdES as PAdES wants it (EN 319 142-1, 6.3): no signing time among the signed attributes, /M says it."""
        assert digest_algorithm == DIGEST
        return cms.ContentInfo.load(await self.container(data_digest, timestamper))

    async def container(self, digest: bytes, stamper: TimeStamper) -> bytes:
        """The signature over this digest, time-stamped, as DER."""
        container = Container(self._identity, "data", digest)
        imprint = sha256(container.signature).digest()
        if isinstance(stamper, InProcess):
            return container.wrapped(token=stamper.stamp(imprint))
        return container.wrapped(token=(await stamper.async_timestamp(imprint, DIGEST)).dump())


@lru_cache(maxsize=2048)
def _signer(folder: Path, administration_code: str) -> Seal:
    return Seal(keys.seal_of(administration_code))


@lru_cache(maxsize=8)
def _time_stamper(folder: Path, url: str) -> TimeStamper:
    return RequestsHTTPTimeStamper(url, timeout=10) if url else InProcess()


@lru_cache(maxsize=2048)
def _room(signer: Seal, stamper: TimeStamper) -> int:
    """Hexadecimal digits to keep free for the signature: those of one made in earnest, over nothing."""
    return 2 * (len(asyncio.run(signer.container(bytes(32), stamper))) + SLACK)


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


def _seal(pdf: bytes, signer: Seal, stamper: TimeStamper, reason: str, at: datetime) -> bytes:
    room = _room(signer, stamper)
    plain = revision.plan(pdf, field="Seal1", reason=reason, at=at, room=room)
    if plain is None:
        return _seal_any(pdf, signer, stamper, reason, at)
    container = asyncio.run(signer.container(plain.digest, stamper))
    if 2 * len(container) > room:
        raise SigningError("The signature is larger than the one tried.")
    return plain.around(pdf, container, room)


def _seal_any(pdf: bytes, signer: Seal, stamper: TimeStamper, reason: str, at: datetime) -> bytes:
    """Any PDF: one signed before, one that came from elsewhere."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    field = f"Seal{len(writer.prev.embedded_signatures) + 1}"
    metadata = PdfSignatureMetadata(
        field_name=field, md_algorithm=DIGEST, reason=reason, subfilter=SigSeedSubFilter.PADES
    )
    # Invisible: the page says in words that it is sealed; a box over the text would prove nothing more.
    pdf_signer = _At(metadata, signer=signer, timestamper=stamper, new_field_spec=SigFieldSpec(field))
    pdf_signer.at = at
    return pdf_signer.sign_pdf(writer, bytes_reserved=_room(signer, stamper)).getvalue()
