"""Which keys a person signs with: the one place where the parapheur meets engines/signing about persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.engines.signing import keys as _keys

if TYPE_CHECKING:
    from diwan.engines.signing.keys import Identity


@dataclass(frozen=True)
class Key:
    code: str
    label: str


def keys_of(person_id: int) -> list[Key]:
    return [Key("software", "software")]


def signer_for(person_id: int, key: str) -> Identity:
    return _keys._identity(_keys.folder(), f"person-{person_id}")
