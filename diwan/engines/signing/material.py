"""What a validator will ask for once the authorities are silent: the certificates, and that none was revoked."""

from __future__ import annotations

import importlib.util
import time
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from . import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cryptography.x509 import Certificate

    Provider = Callable[[Certificate, Certificate], list[bytes]]

FRESH = 60  # seconds for which an answer on a certificate serves a batch
OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5"


@dataclass(frozen=True)
class Material:
    """Certificates, OCSP responses and revocation lists, as DER. `whole` when nobody's word is missing."""

    certificates: tuple[bytes, ...] = ()
    responses: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    whole: bool = True

    def __add__(self, other: Material) -> Material:
        def both(ours: tuple[bytes, ...], theirs: tuple[bytes, ...]) -> tuple[bytes, ...]:
            return tuple(dict.fromkeys(ours + theirs))

        return Material(
            both(self.certificates, other.certificates),
            both(self.responses, other.responses),
            both(self.lists, other.lists),
            self.whole and other.whole,
        )


def of(chains: Iterable[Sequence[Certificate]]) -> Material:
    """What is needed to believe these chains (nearest first) later. A root is trusted by itself: nothing says it is
    revoked."""
    found = Material()
    for chain in chains:
        found += _of(tuple(chain), int(time.monotonic()) // FRESH)
    return found


@lru_cache(maxsize=512)
def _of(chain: tuple[Certificate, ...], _minute: int) -> Material:
    found = Material(certificates=tuple(map(keys.der, chain)))
    for certificate in chain:
        if certificate.issuer == certificate.subject or _never_asked(certificate):
            continue
        issuer = next((one for one in (*chain, *keys.trusted()) if one.subject == certificate.issuer), None)
        said = (_provider or _found())(certificate, issuer) if issuer else []
        found += Material(
            certificates=(keys.der(issuer),) if issuer else (),
            responses=tuple(one for one in said if _is_response(one)),
            lists=tuple(one for one in said if not _is_response(one)),
            whole=bool(said),
        )
    return found


def _never_asked(certificate: Certificate) -> bool:
    return any(one.oid.dotted_string == OCSP_NO_CHECK for one in certificate.extensions)


def _is_response(said: bytes) -> bool:
    """An OCSPResponse begins with its status, a CertificateList with what is signed (RFC 6960, RFC 5280)."""
    content = 2 if said[1] < 128 else 2 + (said[1] & 127)
    return said[content] == 0x0A


def provide(provider: Provider | None) -> None:
    """Let this be asked from now on; none: whoever is there."""
    global _provider
    _provider = provider
    _of.cache_clear()


def _found() -> Provider:
    """Who knows what was revoked; where nobody does, nothing is collected and the level stays B-T."""
    name = f"{__package__}.revocation"
    if importlib.util.find_spec(name) is None:
        return lambda _certificate, _issuer: []
    return import_module(name).revocation_of


_provider: Provider | None = None
