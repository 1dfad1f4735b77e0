"""The files of a message that comes: small ones whole, large ones in pieces that stay when the line breaks."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Reason, Stage
from ..models import IncomingFile
from .receiving import FILE, StillMissing, commit, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..models import IncomingMessage

SMALL = 4 << 20  # octets: up to here a file comes whole or not at all
AGAIN = {"disk_full", "store_unavailable", "scanner_unavailable", "upload_busy", "too_many_uploads"}


class NotAnnounced(Refusal):
    message = _("The manifest names no such file.")
    status = 404


class WrongOffset(Refusal):
    message = _("The file does not stand where the sender thinks.")


class OtherBytes(Refusal):
    message = _("The bytes that came are not those of the manifest. They are sent again.")
    status = 422


def missing(message: IncomingMessage) -> list[dict[str, Any]]:
    """The files that have not come, each with how many octets of it are here (3 queries at most)."""
    if message.stage != Stage.OPEN:
        return []
    found: dict[str, dict[str, Any]] = {}
    for row in message.files.filter(file=None):
        found.setdefault(row.sha256, {"sha256": row.sha256, "offset": _offset(row)})
    return list(found.values())


def _offset(row: IncomingFile) -> int:
    upload = files.Upload.objects.filter(token=row.upload).first() if row.upload else None
    return files.uploads.offset(upload) if upload else 0


def receive_file(*, message: IncomingMessage, sha256: str, offset: int, stream: Any, now: datetime) -> int:
    """Take octets of a file from `offset` on; how many are here then. One that is here already is not taken again.

    Raises:
        NotAnnounced, WrongOffset, OtherBytes
        and what the store of files says when it cannot take any now
    """
    row = message.files.filter(sha256=sha256).order_by("position").first()
    if row is None:
        raise NotAnnounced
    if row.file_id or message.stage != Stage.OPEN:
        return row.size
    try:
        here = _receive(row, offset, stream, now)
    except Refusal as refusal:
        _for_good(message, refusal, now)
        return 0
    failpoints.reach("exchange.file_received")
    return here


def take_whole(*, message: IncomingMessage, whole: Mapping[str, bytes], now: datetime) -> IncomingMessage:
    """Take a message over whose files came with its announcement; one that broke on the way stays missing.

    Raises:
        what the store of files says when it cannot take any now
    """
    if message.stage != Stage.OPEN:
        return message
    rows = {row.sha256: row for row in message.files.filter(file=None, sha256__in=whole)}
    stored = []
    for sha256, row in rows.items():
        try:
            with suppress(OtherBytes):
                stored.append(_whole(row, io.BytesIO(whole[sha256]), now))
        except Refusal as refusal:
            return _for_good(message, refusal, now)
    with acknowledged():
        if stored:
            files.claim_all([file.pk for file in stored], purpose=FILE, subject=str(message.pk), now=now)
        for file in stored:
            IncomingFile.objects.filter(message=message, sha256=file.sha256, file=None).update(file=file)
        failpoints.reach("exchange.file_received")
        with suppress(StillMissing):
            return commit(message=message, now=now)
        return message


def _whole(row: IncomingFile, stream: Any, now: datetime) -> files.StoredFile:
    stored = files.store(cast("BinaryIO", Exactly(stream, row.size)), name=row.name, now=now)
    if (stored.sha256, stored.size) != (row.sha256, row.size):
        raise OtherBytes
    return stored


def _for_good(message: IncomingMessage, refusal: Refusal, now: datetime) -> IncomingMessage:
    """Refuse a message for a file that nobody may keep here; what may go better another time is raised."""
    if isinstance(refusal, (WrongOffset, OtherBytes)) or refusal.code in AGAIN:
        raise refusal
    with translation.override(None):
        words = str(refusal)
    return refuse(message=message, reason=Reason.FILE_REFUSED, words=words, now=now)


def _receive(row: IncomingFile, offset: int, stream: Any, now: datetime) -> int:
    if row.size <= SMALL:
        if offset:
            raise WrongOffset
        with transaction.atomic():
            _keep(row, files.store(cast("BinaryIO", Exactly(stream, row.size)), name=row.name, now=now), now)
        return row.size
    return _continue(row, offset, stream, now)


def _continue(row: IncomingFile, offset: int, stream: Any, now: datetime) -> int:
    """A large file grows in pieces that stay when the line breaks."""
    upload = files.Upload.objects.filter(token=row.upload).first() if row.upload else None
    if upload is None:
        whose = f"exchange:{row.message.instance_id}"
        upload = files.uploads.begin(name=row.name, length=row.size, client=f"{whose}:{row.pk}", network="", now=now)
        IncomingFile.objects.filter(pk=row.pk).update(upload=upload.token)
    try:
        upload = files.uploads.receive(token=upload.token, offset=offset, stream=stream, now=now)
    except files.uploads.OffsetDiffers:
        raise WrongOffset from None
    except files.uploads.MoreThanAnnounced:
        _restart(row, upload.token)
        raise OtherBytes from None
    if upload.file is None:
        return upload.received
    try:
        with transaction.atomic():
            _keep(row, upload.file, now)
    except OtherBytes:
        _restart(row, upload.token)
        raise
    return row.size


def _restart(row: IncomingFile, token: str) -> None:
    """What came is wrong somewhere: all of it comes again."""
    with suppress(files.uploads.UploadGone):
        files.uploads.end(token=token)
    IncomingFile.objects.filter(pk=row.pk).update(upload="")


def _keep(row: IncomingFile, stored: files.StoredFile, now: datetime) -> None:
    if stored.sha256 != row.sha256 or stored.size != row.size:
        raise OtherBytes
    files.claim(stored.pk, purpose=FILE, subject=str(row.message_id), now=now)
    IncomingFile.objects.filter(pk=row.pk, file=None).update(file=stored)


def reuse(*, message: IncomingMessage, now: datetime) -> None:
    """A file that this instance has sent before, in this message or another, is not asked for again.

    Only what came from it: to say "I have it" of anybody's file would tell who has which.
    """
    if message.stage != Stage.OPEN:
        return
    for row in message.files.filter(file=None, upload=""):
        same = IncomingFile.objects.filter(sha256=row.sha256, size=row.size, file__isnull=False)
        here = same.filter(message__instance_id=message.instance_id).select_related("file").first()
        if here is None or here.file is None:
            continue
        try:
            with transaction.atomic(), files.open_file(here.file.pk) as stream:
                _keep(row, files.store(stream, name=row.name, now=now), now)
        except (Refusal, FileNotFoundError):  # it comes again
            continue


class Exactly:
    """A stream that gives so many octets, and fails on one more: what is announced is what is taken."""

    def __init__(self, stream: Any, size: int) -> None:
        self.stream, self.left = stream, size

    def read(self, length: int) -> bytes:
        try:
            piece = self.stream.read(min(length, self.left + 1))
        except OSError:  # the line broke; the fingerprint will not be right
            raise OtherBytes from None
        self.left -= len(piece)
        if self.left < 0:
            raise OtherBytes
        return piece
