"""A card or token at the signatory's own computer: what is to be signed waits until their page brings the signatures.

The job asks (`Relay.sign`), the page takes what waits, the agent (diwan/agent/diwan_agent.py) signs it after asking
its owner, the page gives it back, and the job finds it. A signature is believed when the certificate's key made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from ..operations import relaying
from ..reading import certificate_of, chain_of
from ..signers import NoSignature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from ..models import PersonKey

WAITING = "waiting"  # the reason of NoSignature: not a no, the page has not answered yet


@dataclass(frozen=True)
class Relay:
    """Implements `signers.Signer`; raises NoSignature("waiting") until every signature was brought."""

    row: PersonKey

    @property
    def certificate(self) -> Certificate:
        return certificate_of(self.row)

    @property
    def chain(self) -> tuple[Certificate, ...]:
        return chain_of(self.row)

    def sign(self, to_be_signed: Sequence[bytes]) -> list[bytes]:
        given = relaying.ask(key=self.row, octets=list(to_be_signed), now=datetime.now(UTC))
        digests = [sha256(one).hexdigest() for one in to_be_signed]
        if any(given.get(one) is None for one in digests):
            raise NoSignature(WAITING)
        return [given[one] for one in digests]  # type: ignore[misc]
