"""The door of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from . import links, operations, scanning, stores
from .enums import ACCEPTED
from .links import from_ticket, ticket
from .models import StoredFile, Upload
from .operations import (
    DiskFull,
    EmptyFile,
    FileDamaged,
    FileGone,
    FileSwells,
    FileTooLarge,
    PasswordNeeded,
    ProgramInside,
    ScannerUnavailable,
    StoreUnavailable,
    TooManyFiles,
    TypeNotAccepted,
    VirusFound,
    drafted,
    keep,
    release,
    release_all,
    store,
    sweep,
    sweep_orphans,
    uploads,
)
from .operations.uploads import sweep as sweep_uploads
from .receiving import receive
from .shown import ShownPiece, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

__all__ = [
    "ACCEPTED",
    "DiskFull",
    "EmptyFile",
    "FileDamaged",
    "FileGone",
    "FileSwells",
    "FileTooLarge",
    "PasswordNeeded",
    "ProgramInside",
    "ScannerUnavailable",
    "ShownPiece",
    "StoreUnavailable",
    "StoredFile",
    "TooManyFiles",
    "TypeNotAccepted",
    "Upload",
    "VirusFound",
    "claim",
    "claim_all",
    "drafted",
    "from_ticket",
    "here",
    "keep",
    "link",
    "open_file",
    "receive",
    "release",
    "release_all",
    "shown",
    "storage_works",
    "store",
    "sweep",
    "sweep_orphans",
    "sweep_uploads",
    "ticket",
    "unclaimed",
    "uploads",
]


def claim(file_id: int, *, purpose: str, subject: str = "", now: datetime) -> StoredFile:
    """Keep a stored file: `claim(7, purpose="deposits.piece", subject="12", now=now)`. See `operations.claim`."""
    return operations.claim(file_id=file_id, purpose=purpose, subject=subject, now=now)


def claim_all(file_ids: Sequence[int], *, purpose: str, subject: str = "", now: datetime) -> list[StoredFile]:
    """Keep several, in the order given, all or none. See `operations.claim_all`."""
    return operations.claim_all(file_ids=file_ids, purpose=purpose, subject=subject, now=now)


def open_file(file_id: int) -> BinaryIO:
    """The bytes, to read and to close; the caller has checked the right.

    Raises:
        FileGone: there is no such file.
    """
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None:
        raise FileGone
    return stores.store().open(file.sha256)


def here(file_id: int) -> AbstractContextManager[Path]:
    """The bytes as a file of this machine, for a program that reads it where it is; nobody writes in it.

    Raises:
        FileGone: there is no such file.
    """
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None:
        raise FileGone
    return stores.store().here(file.sha256)


def unclaimed(file_id: int) -> StoredFile | None:
    """A file that came in and that nobody keeps yet; None when there is none, or somebody does."""
    return StoredFile.objects.filter(id=file_id, claims=None).first()


def link(file: StoredFile | int, *, purpose: str, actor: Any = None) -> str:
    """An address for one hour, for this actor alone, or for whoever holds it when there is none. No query.

    The caller has checked that the actor may have the file; `purpose` says for what, in the link itself.
    """
    file_id, name = (file, "file") if isinstance(file, int) else (file.pk, file.name)
    return links.link(file_id=file_id, name=name, person_id=actor.person_id if actor else None, purpose=purpose)


def storage_works() -> bool:
    """Whether a file could be received now: store writable, and the virus scanner there if one is asked for."""
    try:
        stores.store().check()
    except Exception:
        return False
    return scanning.answers()
