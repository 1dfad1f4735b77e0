"""The facts this app tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InstanceProposed:
    """Somebody listed another instance: it is to be asked who it is."""

    instance_id: int


@dataclass(frozen=True)
class InstanceTrusted:
    """Its directory is to be read."""

    instance_id: int
