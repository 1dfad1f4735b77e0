"""Who tells the time of a signature: our own authority in this process, or an outside one (DIWAN_TSA_URL)."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

from asn1crypto import cms
from cryptography import x509
from django.conf import settings
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from . import keys
from .authority import InProcess

if TYPE_CHECKING:
    from pathlib import Path

SLACK = 64
"""Octets beyond the size measured: a DER signature or a time may come out a little longer than the one tried."""


class Stamper:
    """An authority, and what its tokens are like."""

    def __init__(self, url: str) -> None:
        self._outside = RequestsHTTPTimeStamper(url, timeout=10) if url else None
        self._inside = InProcess()
        self._size = 0

    @property
    def outside(self) -> bool:
        return self._outside is not None

    def token(self, imprint: bytes) -> bytes:
        """A time-stamp over a SHA-256 digest (RFC 3161), as DER. Raises OSError when the authority does not answer."""
        if self._outside is None:
            return self._inside.stamp(imprint)
        return asyncio.run(self._outside.async_timestamp(imprint, "sha256")).dump()

    def size(self) -> int:
        """Octets to keep for a token: those of one made in earnest, over nothing."""
        if not self._size:
            self._size = len(self.token(bytes(32))) + SLACK
        return self._size


def stamper() -> Stamper:
    return _stamper(keys.folder(), settings.DIWAN_TSA_URL)


@lru_cache(maxsize=8)
def _stamper(folder: Path, url: str) -> Stamper:
    return Stamper(url)


def measure_again() -> None:
    """An outside authority may have changed its certificates, and its tokens their size."""
    _stamper.cache_clear()


def signed_by(container: bytes) -> list[x509.Certificate]:
    """The certificate that signed a container or a time-stamp, then those above it that came with it.

    Raises:
        ValueError: it did not come with it.
    """
    signed = cms.ContentInfo.load(container)["content"]
    there = [x509.load_der_x509_certificate(one.dump()) for one in signed["certificates"]]
    signer = signed["signer_infos"][0]["sid"].chosen
    serial, issuer = signer["serial_number"].native, signer["issuer"].dump()
    chain = [one for one in there if one.serial_number == serial and one.issuer.public_bytes() == issuer][:1]
    if not chain:
        raise ValueError("the certificate of the signer is not there")
    while above := next((one for one in there if one not in chain and one.subject == chain[-1].issuer), None):
        chain.append(above)
    return chain


def stamped_with(container: bytes) -> bytes | None:
    """The time-stamp of a signature, as DER; none when it has none."""
    signer = cms.ContentInfo.load(container)["content"]["signer_infos"][0]
    attributes = signer["unsigned_attrs"]
    if not attributes:  # absent
        return None
    for attribute in attributes:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0].dump()
    return None
