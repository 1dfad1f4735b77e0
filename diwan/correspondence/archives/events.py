"""Facts of the archives, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DestructionDone:
    """The last line of a list was carried out."""

    list_id: int


@dataclass(frozen=True)
class PackageReceived:
    package_id: int
