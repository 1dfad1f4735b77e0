"""Files come in, are claimed, and are swept when nobody wants them.

The order keeps every crash harmless: bytes are on disk before the row, the row goes before the bytes, so a row never
lacks its bytes, and bytes without a row are found and swept. A lock on the content (shared by those who store it,
exclusive for the sweeper, held to the end of the transaction) keeps the sweeper from taking bytes away under somebody
who stores the same content at that moment. See docs/decisions/files-content-addressed.md.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from diwan.kit import failpoints
from diwan.kit.refusals import Refusal
from diwan.kit.room import DiskFull, demand_room

from .. import names, scanning, sniffing, stores
from ..enums import MADE
from ..models import Claim, StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

log = logging.getLogger(__name__)
CHUNK = 1 << 20  # bytes in memory at a time
UNCLAIMED_LIVES = timedelta(hours=24)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class FileTooLarge(Refusal):
    message = _("“%(name)s” is larger than %(limit)s MB.")
    advice = _("Scan in lower resolution or in black and white, or split the document.")
    status = 413


class EmptyFile(Refusal):
    message = _("“%(name)s” is empty.")
    advice = _("Open it on your device, save it again and choose it anew.")
    status = 400


class TypeNotAccepted(Refusal):
    message = _("“%(name)s” is not accepted: its type is not one we take, or its content is not what its name says.")
    advice = _("Send a PDF, an image (JPEG, PNG, TIFF, WebP), an office document or plain text, one file per piece.")
    status = 415


class ProgramInside(Refusal):
    message = _("“%(name)s” carries a program (a macro or a script) and is not accepted.")
    advice = _("Print it as a PDF and send that.")
    status = 415


class FileDamaged(Refusal):
    message = _("“%(name)s” is damaged or incomplete.")
    advice = _("Open it on your device, save it again and choose it anew.")
    status = 415


class FileSwells(Refusal):
    message = _("“%(name)s” is too large once it is opened: too many points, pages or parts.")
    advice = _("Scan in lower resolution or in black and white, or split the document.")
    status = 413


class PasswordNeeded(Refusal):
    message = _("“%(name)s” can only be opened with a password, so nobody could read it.")
    advice = _("Save it without a password and choose it anew.")
    status = 415


class TooManyFiles(Refusal):
    message = _("No more than %(limit)s files can be attached.")
    status = 413


class StoreUnavailable(Refusal):
    message = _("Files cannot be kept now; nothing was kept.")
    advice = _("Try again in some minutes.")
    status = 503


class VirusFound(Refusal):
    message = _("“%(name)s” carries a virus (%(virus)s) and is not accepted.")
    advice = _("Clean your device, then send the document again.")
    status = 422


class ScannerUnavailable(Refusal):
    message = _("Files cannot be checked for viruses now, so none is accepted.")
    advice = _("Try again in some minutes; nothing was kept.")
    status = 503


class FileGone(Refusal):
    message = _("This file is no longer there: it was received too long ago and nobody kept it.")
    advice = _("Choose it again.")
    status = 410


REFUSED_FOR: dict[type[Exception], type[Refusal]] = {
    sniffing.Unknown: TypeNotAccepted,
    sniffing.Program: ProgramInside,
    sniffing.Damaged: FileDamaged,
    sniffing.Oversized: FileSwells,
    sniffing.Locked: PasswordNeeded,
}


def store(stream: BinaryIO, *, name: str, now: datetime, made: bool = False) -> StoredFile:
    """Keep what the stream holds; unclaimed files live `UNCLAIMED_LIVES`. `made`: by us, so it may be of any size, or a
    package that is not taken from others.

    The bytes are on disk when it returns, the row lives or dies with the caller's transaction. Memory stays at one
    chunk whatever the size.

    Raises:
        EmptyFile, FileTooLarge, TypeNotAccepted, ProgramInside, FileDamaged, FileSwells, PasswordNeeded, VirusFound,
            ScannerUnavailable, DiskFull, StoreUnavailable
    """
    with drafted() as draft:
        digest, size = _receive(stream, draft, names.clean(name), None if made else settings.DIWAN_FILE_SIZE)
        return _put(draft, digest, size, name=names.clean(name), now=now, made=made)


@contextmanager
def drafted() -> Iterator[BinaryIO]:
    """A file to write a document in that is being made, where `keep` puts it in the store without another copy.

    Raises:
        DiskFull, StoreUnavailable
    """
    with _room_on_disk(), stores.draft() as draft:
        yield draft


def keep(draft: BinaryIO, *, name: str, now: datetime) -> StoredFile:
    """`store` of what was written in a draft by us.

    Raises:
        as `store`
    """
    draft.flush()
    os.fsync(draft.fileno())
    draft.seek(0)
    digest = hashlib.file_digest(draft, "sha256").hexdigest()  # type: ignore[arg-type]  # an open file
    return _put(draft, digest, draft.tell(), name=names.clean(name), now=now, made=True)


def _put(draft: BinaryIO, sha256: str, size: int, *, name: str, now: datetime, made: bool) -> StoredFile:
    path = Path(draft.name)
    media_type = (made and MADE.get(names.extension(name))) or _accepted_type(path, name)
    scan = _scanned(path, name)
    with transaction.atomic():
        _lock_content(sha256, shared=True)
        stores.store().put(path, sha256)
        failpoints.reach("file.stored")
        return StoredFile.objects.create(
            sha256=sha256, size=size, media_type=media_type, name=name, scan=scan, stored_at=now
        )


def claim(*, file_id: int, purpose: str, subject: str = "", now: datetime) -> StoredFile:
    """Keep one file; see `claim_all`."""
    return claim_all(file_ids=[file_id], purpose=purpose, subject=subject, now=now)[0]


@transaction.atomic
def claim_all(*, file_ids: Sequence[int], purpose: str, subject: str = "", now: datetime) -> list[StoredFile]:
    """Keep the files for this purpose of this thing, in four queries however many; claiming twice is no fault.

    Raises:
        FileGone: one of them was swept, or never was.
        TooManyFiles: the thing would have more files for this purpose than it may.
    """
    if not file_ids:
        return []
    # The lock meets the sweeper's: either it sees this claim, or we see that the file is gone. In one order for all.
    locked = StoredFile.objects.select_for_update(no_key=True).filter(id__in=set(file_ids)).order_by("id")
    found = {file.pk: file for file in locked}
    if len(found) < len(set(file_ids)):
        raise FileGone
    _lock_thing(purpose, subject)
    group = Claim.objects.filter(purpose=purpose, subject=subject)
    # A purpose without a thing may keep any number: only the files asked for are looked up.
    kept = set((group if subject else group.filter(file__in=found)).values_list("file_id", flat=True))
    if subject and len(kept | set(found)) > max(settings.DIWAN_FILES_PER_THING, len(kept)):
        raise TooManyFiles(limit=settings.DIWAN_FILES_PER_THING)
    Claim.objects.bulk_create(
        Claim(file_id=file_id, purpose=purpose, subject=subject, claimed_at=now) for file_id in found.keys() - kept
    )
    return [found[file_id] for file_id in file_ids]


@transaction.atomic
def release(*, file_id: int, purpose: str, subject: str = "") -> None:
    """Give a file up; when nobody else keeps it the sweeper takes it, a day after it came in."""
    Claim.objects.filter(file_id=file_id, purpose=purpose, subject=subject).delete()


@transaction.atomic
def release_all(*, purpose: str, subject: str) -> None:
    """Give up every file that a thing keeps for this purpose."""
    Claim.objects.filter(purpose=purpose, subject=subject).delete()


# --- receiving -----------------------------------------------------------------------------------------------------


def _receive(stream: BinaryIO, draft: BinaryIO, name: str, limit: int | None) -> tuple[str, int]:
    """Copy to the draft and flush it; the SHA-256 and the size."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            raise FileTooLarge(name=name, limit=limit // 1_000_000)
        digest.update(chunk)
        draft.write(chunk)
    if not size:
        raise EmptyFile(name=name)
    draft.flush()
    os.fsync(draft.fileno())
    return digest.hexdigest(), size


def _accepted_type(path: Path, name: str) -> str:
    try:
        return sniffing.media_type(path, names.extension(name))
    except tuple(REFUSED_FOR) as verdict:
        raise REFUSED_FOR[type(verdict)](name=name) from None


def _scanned(path: Path, name: str) -> str:
    try:
        return scanning.scan(path)
    except scanning.Found as found:
        raise VirusFound(name=name, virus=str(found)) from None
    except scanning.NoAnswer as error:
        raise ScannerUnavailable from error


@contextmanager
def _room_on_disk() -> Iterator[None]:
    demand_room()
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        raise
    except stores.NoStore as error:
        raise StoreUnavailable from error


# --- sweeping ------------------------------------------------------------------------------------------------------


def sweep(*, now: datetime) -> int:
    """Forget files that nobody claimed in time, with their bytes; how many rows went. Safe to run beside anything."""
    old = StoredFile.objects.filter(stored_at__lt=now - UNCLAIMED_LIVES, claims=None).values_list("id", flat=True)
    return sum(_forget(file_id) for file_id in list(old[:10_000]))


def sweep_orphans() -> int:
    """Take away bytes that no row refers to and drafts whose writer died (both are left by a kill); how many."""
    swept = 0
    for path in stores.abandoned_drafts():
        path.unlink(missing_ok=True)
        swept += 1
    for some in _by(stores.store().all(), 500):
        known = set(StoredFile.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        swept += sum(_forget_bytes(sha256) for sha256 in some if sha256 not in known)
    return swept


def _forget(file_id: int) -> bool:
    """The row first, in a transaction of its own; then the bytes, unless somebody else refers to them."""
    with transaction.atomic():
        file = StoredFile.objects.select_for_update(skip_locked=True).filter(id=file_id).first()
        # Asked after the lock is held: a claim that was being made has either been committed or waits for us.
        if file is None or Claim.objects.filter(file_id=file_id).exists():
            return False
        try:
            file.delete()
        except ProtectedError:
            log.warning("File %s is referred to by an app that did not claim it; it stays", file_id)
            return False
    _forget_bytes(file.sha256)
    return True


def _forget_bytes(sha256: str) -> bool:
    with transaction.atomic():
        if not _lock_content(sha256, shared=False):
            return False  # somebody stores the same content right now; the next sweep will see
        if StoredFile.objects.filter(sha256=sha256).exists():
            return False
        stores.store().delete(sha256)
        return True


def _lock_content(sha256: str, *, shared: bool) -> bool:
    """Hold a content until the transaction ends: waiting when shared, at once or not at all when exclusive."""
    key = int.from_bytes(bytes.fromhex(sha256[:16]), signed=True)
    call = "pg_advisory_xact_lock_shared" if shared else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}(%s)", [key])
        return cursor.fetchone()[0] is not False


def _lock_thing(purpose: str, subject: str) -> None:
    """Those who attach to the same thing wait for each other, or two would both take its last place."""
    if subject:
        digest = hashlib.sha256(f"{purpose}\0{subject}".encode()).digest()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])


def _by(items: Iterable[str], size: int) -> Iterator[list[str]]:
    some: list[str] = []
    for item in items:
        some.append(item)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
