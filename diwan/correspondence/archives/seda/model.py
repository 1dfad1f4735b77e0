"""What a package holds, as plain values: reading what was written gives them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

NAMESPACE = "fr:gouv:culture:archivesdefrance:seda:v2.1"


@dataclass(frozen=True)
class Event:
    """Something that happened to a unit of description."""

    code: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class Appraisal:
    """How long it is kept from `starts_on`, by which rule, and what then (`Keep` or `Destroy`)."""

    rule: str
    final: str
    starts_on: date | None = None


@dataclass(frozen=True)
class Binary:
    """A file of a package. `version` says what it is in its group: `BinaryMaster_1`, `TextContent_1`."""

    id: str
    name: str
    media_type: str
    sha256: str
    size: int
    version: str = "BinaryMaster_1"

    @property
    def path(self) -> str:
        """Where it is in the package: named by its key, for names of files are not to be trusted."""
        suffix = self.name.rpartition(".")[2].lower() if "." in self.name else "bin"
        return f"content/{self.id}.{suffix if suffix.isascii() and suffix.isalnum() and len(suffix) < 9 else 'bin'}"


@dataclass(frozen=True)
class Described:
    """A unit of description: a file, a letter, a piece."""

    id: str
    level: str
    title: str
    reference: str = ""
    plan_position: str = ""
    description: str = ""
    document_type: str = ""
    language: str = ""
    senders: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sent_on: date | None = None
    received_on: date | None = None
    registered_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    events: tuple[Event, ...] = ()
    appraisal: Appraisal | None = None
    files: tuple[Binary, ...] = ()
    units: tuple[Described, ...] = ()


@dataclass(frozen=True)
class Transfer:
    """A package: who hands over what to whom, when, under which identifier."""

    identifier: str
    at: datetime
    title: str
    transferring_agency: str
    archival_agency: str
    originating_agency: str
    units: tuple[Described, ...] = field(default=())
    agreement: str = ""

    def files(self) -> list[Binary]:
        """Every file, in the order of the tree."""
        found: list[Binary] = []

        def walk(units: tuple[Described, ...]) -> None:
            for unit in units:
                found.extend(unit.files)
                walk(unit.units)

        walk(self.units)
        return found
