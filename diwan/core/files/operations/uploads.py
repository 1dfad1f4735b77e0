"""Files that come in piece by piece, over a line that may break: the acts behind the tus protocol.

What has been acknowledged is on disk: bytes are flushed before `received` grows, and it alone is believed. After a
crash the rest of the partial file is cut off and sent again. One request at a time moves an upload: the partial file is
locked by the process that writes it. See docs/decisions/files-uploads-resumed.md.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from diwan.kit import failpoints
from diwan.kit.refusals import Refusal
from diwan.kit.room import demand_room

from .. import names, stores
from ..enums import ACCEPTED
from ..models import Upload
from . import FULL, DiskFull, EmptyFile, FileTooLarge, StoreUnavailable, TooManyFiles, TypeNotAccepted, store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

CHUNK = 1 << 16  # bytes in memory at a time
FLUSHED = 1 << 20  # bytes after which what came is flushed and noted: at 512 kbit/s, sixteen seconds
LIVES = timedelta(hours=24)  # from the last bytes that came
ACTIVE = timedelta(hours=1)  # without bytes for longer, an upload does not count as one of those under way
AGAIN = {"disk_full", "store_unavailable", "scanner_unavailable"}  # refusals that say "later": nothing is thrown away


class UploadGone(Refusal):
    message = _("This upload is no longer there: it stood still for too long, or its file was refused.")
    advice = _("Choose the file again.")
    status = 410


class UploadBusy(Refusal):
    message = _("This upload is being received from elsewhere at this moment.")
    advice = _("Try again in some seconds.")
    status = 423


class OffsetDiffers(Refusal):
    message = _("The upload does not stand where the sender thinks.")
    status = 409


class MoreThanAnnounced(Refusal):
    message = _("More was sent than was announced.")
    status = 413


class ChecksumDiffers(Refusal):
    message = _("What arrived is not what was sent.")
    advice = _("It is sent again.")
    status = 460  # tus


class TooManyUploads(Refusal):
    message = _("Too many files are being sent from your network at this moment.")
    advice = _("Try again in some minutes.")
    status = 429


def begin(*, name: str, length: int, client: str, network: str, now: datetime) -> Upload:
    """Announce a file of `length` bytes. What can be refused before a byte has travelled is refused here.

    `network` is "" where the sender is known and was let in: then nothing is counted by the hour.

    Raises:
        EmptyFile, FileTooLarge, TypeNotAccepted: by its length and the ending of its name.
        TooManyFiles: this browser sends as many as a thing may have already.
        TooManyUploads, StoreUnavailable: its network, or everybody together, have too much waiting.
        DiskFull
    """
    name = names.clean(name)
    if length <= 0:
        raise EmptyFile(name=name)
    if length > settings.DIWAN_FILE_SIZE:
        raise FileTooLarge(name=name, limit=settings.DIWAN_FILE_SIZE // 1_000_000)
    if names.extension(name) not in ACCEPTED:
        raise TypeNotAccepted(name=name)
    demand_room()
    if network:
        _count(network)
    _demand_place(length, network)
    under_way = Upload.objects.filter(client=client, file=None, moved_at__gt=now - ACTIVE)
    if under_way.count() >= settings.DIWAN_FILES_PER_THING:
        raise TooManyFiles(limit=settings.DIWAN_FILES_PER_THING)
    return Upload.objects.create(
        token=secrets.token_urlsafe(32),
        name=name,
        length=length,
        client=client,
        network=network,
        started_at=now,
        moved_at=now,
        expires_at=now + LIVES,
    )


def offset(upload: Upload) -> int:
    """How many bytes are here for sure: never more than the partial file holds, whatever happened to it."""
    if upload.file_id:
        return upload.length
    try:
        return min(upload.received, stores.partial_path(upload.token).stat().st_size)
    except FileNotFoundError:
        return 0


def receive(
    *, token: str, offset: int, stream: BinaryIO, announced: int | None = None, checksum: bytes = b"", now: datetime
) -> Upload:
    """Add what the stream holds at `offset`; the upload as it stands then, with its file when that was the last of it.

    A line that breaks in the middle loses nothing of what came. Sent again, it is refused by its offset, so it needs no
    key. With a checksum (SHA-256) all of it counts, or nothing.

    Raises:
        UploadGone, UploadBusy, OffsetDiffers, MoreThanAnnounced, ChecksumDiffers, DiskFull
        and whatever `store` raises, at the end.
    """
    with _held(token) as (upload, file):
        if offset != upload.received:
            raise OffsetDiffers
        if announced is not None and announced > upload.length - offset:
            raise MoreThanAnnounced
        if upload.file_id:
            stores.partial_path(token).unlink(missing_ok=True)  # locking it made it anew
            return upload
        demand_room()
        _demand_place(announced or 0, upload.network)
        _append(upload, file, stream, checksum, now)
        if upload.received == upload.length:
            _finish(upload, file, now)
        return upload


def end(*, token: str) -> None:
    """Give an upload up. What was stored already stays as long as any file that nobody claims."""
    with _held(token) as (upload, _file):
        _forget(upload)


def sweep(*, now: datetime) -> int:
    """Forget uploads that stood still for too long, and partial files that belong to none; how many."""
    swept = 0
    for upload in Upload.objects.filter(expires_at__lt=now)[:10_000]:
        with suppress(UploadGone, UploadBusy), _held(upload.token) as (current, _file):
            if current.expires_at < now:
                _forget(current)
                swept += 1
    for path in stores.partials():
        with suppress(OSError):
            # Younger ones may belong to an upload whose row is being written.
            old = path.stat().st_mtime < (now - LIVES).timestamp()
            if old and not Upload.objects.filter(token=path.name).exists():
                path.unlink()
                swept += 1
    return swept


# --- bytes ---------------------------------------------------------------------------------------------------------


@contextmanager
def _held(token: str) -> Iterator[tuple[Upload, BinaryIO]]:
    """The upload as the database has it now, with its partial file, for us alone."""
    if not Upload.objects.filter(token=token).exists():
        raise UploadGone
    try:
        with stores.partial(token) as file:
            upload = Upload.objects.filter(token=token).first()
            if upload is None:  # ended while we came
                stores.partial_path(token).unlink(missing_ok=True)
                raise UploadGone
            if not upload.file_id:
                upload.received = min(upload.received, os.fstat(file.fileno()).st_size)
            yield upload, file
    except BlockingIOError:
        raise UploadBusy from None
    except FileNotFoundError:
        raise UploadGone from None


def _append(upload: Upload, file: BinaryIO, stream: BinaryIO, checksum: bytes, now: datetime) -> None:
    file.truncate(upload.received)
    file.seek(upload.received)
    digest, unflushed, came = hashlib.sha256(), 0, 0
    try:
        for piece in _pieces(stream):
            came += len(piece)
            if upload.received + unflushed + len(piece) > upload.length:
                raise MoreThanAnnounced
            file.write(piece)
            digest.update(piece)
            unflushed += len(piece)
            if unflushed >= FLUSHED and not checksum:
                _note(upload, file, unflushed, now)
                unflushed = 0
        if checksum and digest.digest() != checksum:
            raise ChecksumDiffers
        if unflushed:
            _note(upload, file, unflushed, now)
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        raise


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """What the stream holds, until its end or until the line breaks."""
    while True:
        try:
            piece = stream.read(CHUNK)
        except OSError:  # Django's UnreadablePostError: the sender is gone, what came is kept
            return
        if not piece:
            return
        yield piece


def _note(upload: Upload, file: BinaryIO, added: int, now: datetime) -> None:
    """On disk first, then acknowledged."""
    file.flush()
    os.fsync(file.fileno())
    failpoints.reach("upload.written")
    upload.received += added
    upload.moved_at, upload.expires_at = now, now + LIVES
    Upload.objects.filter(pk=upload.pk).update(
        received=upload.received, moved_at=upload.moved_at, expires_at=upload.expires_at
    )


def _finish(upload: Upload, file: BinaryIO, now: datetime) -> None:
    """Take the whole in by the way every file comes in. When refused for good, nothing stays."""
    file.seek(0)
    try:
        with transaction.atomic():
            upload.file = store(file, name=upload.name, now=now)
            Upload.objects.filter(pk=upload.pk).update(file=upload.file, received=upload.length)
    except Refusal as refusal:
        if refusal.code not in AGAIN:
            _forget(upload)
        raise
    stores.partial_path(upload.token).unlink(missing_ok=True)


def _forget(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).delete()
    stores.partial_path(upload.token).unlink(missing_ok=True)


# --- measure -------------------------------------------------------------------------------------------------------


def _count(network: str) -> None:
    """No more than so many an hour from one network; counted where failed sign-ins are."""
    key = f"uploads:{network}"
    cache.add(key, 0, timeout=3600)
    with suppress(ValueError):  # it ran out at this moment
        if cache.incr(key) > settings.DIWAN_UPLOADS_PER_HOUR:
            raise TooManyUploads


def _demand_place(more: int, network: str) -> None:
    """Bytes that nobody has attached to anything yet are bounded, so that strangers cannot fill the disk."""
    waiting = Upload.objects.filter(file__claims=None).aggregate(
        all=Sum("received"), here=Sum("received", filter=Q(network=network))
    )
    if (waiting["here"] or 0) + more > settings.DIWAN_UPLOADS_PER_NETWORK:
        raise TooManyUploads
    if (waiting["all"] or 0) + more > settings.DIWAN_UPLOADS_WAITING:
        raise StoreUnavailable


def checksum_of(header: str) -> bytes:
    """The digest in a header `sha256 <base64>`; empty when there is none.

    Raises:
        ValueError: another algorithm, or no base64.
    """
    if not header:
        return b""
    algorithm, _space, text = header.partition(" ")
    digest = base64.b64decode(text, validate=True)
    if algorithm != "sha256" or len(digest) != 32:
        raise ValueError(algorithm)
    return digest
