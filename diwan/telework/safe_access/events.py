"""Facts of safe access, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeviceAllowed:
    """A personal device was checked and may be used until `until` (ISO day)."""

    device_id: int
    person_id: int
    administration_id: int
    until: str


@dataclass(frozen=True)
class RightChanged:
    """A person's right to a system was granted, suspended, resumed, or is over."""

    right_id: int
    person_id: int
    system_id: int
    administration_id: int
    state: str


@dataclass(frozen=True)
class DeviceLost:
    """The access of a person was cut because a device was lost; the incident is open."""

    cut_id: int
    person_id: int
    administration_id: int
    incident_id: int


@dataclass(frozen=True)
class DirectoryAsked:
    """The directory is to close the account of a cut, or to open it again."""

    cut_id: int


@dataclass(frozen=True)
class AccessRestored:
    """Whoever lost a device may sign in again, by a new password."""

    cut_id: int
    person_id: int
    administration_id: int
