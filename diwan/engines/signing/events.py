"""Facts of signing, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FileRenewed:
    """A signed document has a new time-stamp: who keeps it by `before` keeps it by `after` from now on."""

    purpose: str
    subject: str
    before: int
    after: int


@dataclass(frozen=True)
class SignaturesBrought:
    """A key that waited for its owner signed: whoever is owed signatures by it makes them now. `key` as in KeyCard."""

    person_id: int
    key: str
