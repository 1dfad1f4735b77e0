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
from ..signers import WAITING, NoSignature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from ..models import PersonKey


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
        return brought(self.row, to_be_signed)


def brought(row: PersonKey, to_be_signed: Sequence[bytes]) -> list[bytes]:
    """What the signatory's page brought of what was asked.

    Raises:
        NoSignature: "waiting" until every signature is there.
    """
    given = relaying.ask(key=row, octets=list(to_be_signed), now=datetime.now(UTC))
    found = [given.get(sha256(one).hexdigest()) for one in to_be_signed]
    made = [one for one in found if one is not None]
    if len(made) < len(found):
        raise NoSignature(WAITING)
    return made
