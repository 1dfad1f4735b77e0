"""Certificates of rows, parsed once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from .models import PersonKey


@lru_cache(maxsize=1024)
def certificates(der: bytes, chain: bytes) -> tuple[Certificate, tuple[Certificate, ...]]:
    """A certificate and those above it."""
    above = tuple(x509.load_pem_x509_certificates(chain)) if chain else ()
    return x509.load_der_x509_certificate(der), above


def certificate_of(row: PersonKey) -> Certificate:
    return certificates(bytes(row.certificate), bytes(row.chain))[0]


def chain_of(row: PersonKey) -> tuple[Certificate, ...]:
    return certificates(bytes(row.certificate), bytes(row.chain))[1]
