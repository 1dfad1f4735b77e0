"""Which keys a person signs with: the one place where the parapheur meets engines/signing about persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.engines.signing import keys as _keys

if TYPE_CHECKING:
    from diwan.engines.signing import api as signing


@dataclass(frozen=True)
class Key:
    code: str
    label: str


class _Software:
    def __init__(self, identity):
        self._identity = identity
        self.certificate, self.chain = identity.certificate, identity.chain

    def sign(self, to_be_signed):
        return [self._identity.sign(one) for one in to_be_signed]


def keys_of(person_id: int) -> list[Key]:
    return [Key("software", "software")]


def signer_for(person_id: int, key: str) -> signing.Signer:
    return _Software(_keys._identity(_keys.folder(), f"person-{person_id}"))
