"""What scanners and correspondents left is fetched: nothing lost, nothing twice.

A thing is kept first (bytes, row, fact: one transaction) and taken away from its source after. A kill between the two
has it fetched again, and its key (its SHA-256, its Message-ID) tells that it is there.
"""

from __future__ import annotations

import email.policy
import hashlib
import imaplib
import logging
import os
import re
import ssl
import stat
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal

from ..enums import SourceKind
from ..models import Source
from . import arriving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import EmailMessage

log = logging.getLogger(__name__)
SETTLED = 8  # seconds since the last change: a scanner that still writes changes its file all the time
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
KEPT, REFUSED = ".kept", ".refused"  # folders beside the files
MOST = 200  # things of one source in one round
LARGEST_MESSAGE = 60_000_000  # bytes
SECONDS = 30  # for each answer of a mail server


class OutsideTheRoot(Refusal):
    message = _("This folder is not below the folder of scans of this instance.")


def collect(*, source_id: int, now: datetime) -> int:
    """Fetch what waits at a source; how many batches it made. What goes wrong is written on the source."""
    source = Source.objects.get(pk=source_id, active=True)
    try:
        count = (_from_folder if source.kind == SourceKind.FOLDER else _from_mailbox)(source, now)
        trouble = source.trouble if source.trouble.startswith(REFUSED) else ""
    except (OSError, imaplib.IMAP4.error, Refusal) as error:
        log.warning("source %s: %s", source_id, error)
        count, trouble = 0, str(error)[:300] or type(error).__name__
    Source.objects.filter(pk=source_id).update(checked_at=now, trouble=trouble)
    return count


# --- folders -------------------------------------------------------------------------------------------------------


def folder_of(name: str) -> Path:
    """The folder a source watches, which is below the root of scans whatever was typed.

    Raises:
        OutsideTheRoot
    """
    root = Path(settings.DIWAN_SCANS).resolve()
    path = (root / name).resolve()
    if path == root or root not in path.parents:
        raise OutsideTheRoot
    return path


def _from_folder(source: Source, now: datetime) -> int:
    folder, count = folder_of(source.folder), 0
    source.trouble = ""
    for path in settled(folder, now):
        try:
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
                stored = files.store(stream, name=path.name, now=now)
        except Refusal as refusal:
            if refusal.status >= 500:  # our own trouble: the file stays where it is and is taken when that is over
                raise
            source.trouble = f"{REFUSED}/{path.name}: {refusal}"[:300]
            aside(path, folder / REFUSED)
            continue
        made = arriving.came_in(source=source, key=stored.sha256, name=path.name, file_ids=[stored.pk], now=now)
        failpoints.reach("mailroom.moved")
        aside(path, folder / KEPT / f"{now:%Y-%m-%d}")
        count += made is not None
    return count


def settled(folder: Path, now: datetime) -> Iterator[Path]:
    """Files of a folder that nobody writes to any more, oldest first."""
    rows = []
    with os.scandir(folder) as entries:
        for entry in entries:
            about = entry.stat(follow_symlinks=False)
            hidden = entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED)
            if hidden or not stat.S_ISREG(about.st_mode) or now.timestamp() - about.st_mtime < SETTLED:
                continue
            rows.append((about.st_mtime, entry.name, about.st_size))
    for _when, name, size in sorted(rows)[:MOST]:
        path = folder / name
        if path.stat(follow_symlinks=False).st_size == size:
            yield path


def aside(path: Path, folder: Path) -> None:
    """Out of the way, on the same disk, under a name nobody else has there."""
    folder.mkdir(parents=True, exist_ok=True)
    target, n = folder / path.name, 1
    while target.exists():
        n += 1
        target = folder / f"{path.stem}-{n}{path.suffix}"
    path.rename(target)


# --- mailboxes -----------------------------------------------------------------------------------------------------


def _from_mailbox(source: Source, now: datetime) -> int:
    context = ssl.create_default_context()
    count = 0
    with imaplib.IMAP4_SSL(source.host, source.port, ssl_context=context, timeout=SECONDS) as server:
        server.login(source.account, source.password)
        server.select(quoted(source.mailbox))
        validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        if validity != source.uid_validity:  # the server counts anew; what was kept is known by its Message-ID
            source.uid_validity, source.last_uid = validity, 0
        _said, found = server.uid("SEARCH", f"UID {source.last_uid + 1}:*")
        for uid in sorted(int(one) for one in found[0].split())[:MOST]:
            if uid <= source.last_uid:
                continue
            count += _take_message(server, source, uid, now)
            source.last_uid = uid
            Source.objects.filter(pk=source.pk).update(last_uid=uid, uid_validity=validity)
    return count


def quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _take_message(server: imaplib.IMAP4_SSL, source: Source, uid: int, now: datetime) -> bool:
    _said, sizes = server.uid("FETCH", str(uid), "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", sizes[0] if isinstance(sizes[0], bytes) else b"")
    if size and int(size[1]) > LARGEST_MESSAGE:
        source.trouble = f"{REFUSED}: {uid}"
        return False
    _said, parts = server.uid("FETCH", str(uid), "(BODY.PEEK[])")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
    made = take_message(source, raw, now)
    server.uid("STORE", str(uid), "+FLAGS", "(\\Seen)")
    return made


def take_message(source: Source, raw: bytes, now: datetime) -> bool:
    """A message with its attachments, as one batch; the message itself is kept too."""
    message: Any = message_from_bytes(raw, policy=email.policy.default)
    stored, refused = [], []
    for name, content in attachments(message):
        try:
            stored.append(arriving.store_bytes(content, name=name, now=now))
        except Refusal as refusal:
            if refusal.status >= 500:
                raise
            refused.append(f"{name}: {refusal}")
    try:
        # As every server does that passes a message on, a line before it; what was sent follows byte for byte.
        traced = f"Received: by Diwan; {now:%a, %d %b %Y %H:%M:%S %z}\r\n".encode() + raw
        stored.append(arriving.store_bytes(traced, name="message.eml.txt", now=now))
    except Refusal as refusal:
        refused.append(f"message.eml.txt: {refusal}")
    if not stored:
        return False
    said = str(message.get("Message-ID") or "").strip()
    hints: dict[str, Any] = {
        "from": sender_of(message),
        "subject": str(message.get("Subject") or "")[:300],
        "date": str(message.get("Date") or "")[:80],
        "message_id": said[:200],
        "sha256": hashlib.sha256(raw).hexdigest(),
        "refused": refused[:20],
    }
    made = arriving.came_in(
        source=source,
        key=said[:200] or hints["sha256"],
        name=hints["subject"] or hints["from"] or "message",
        file_ids=[file.pk for file in stored],
        hints=hints,
        now=now,
    )
    return made is not None


def attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """What a message carries, letters inside letters too: at most as many as a thing may have."""
    for n, part in enumerate(message.iter_attachments(), 1):
        if n >= settings.DIWAN_FILES_PER_THING:
            return
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield str(part.get_filename() or f"attachment-{n}"), content


def sender_of(message: EmailMessage) -> str:
    header = message.get("From")
    addresses = getattr(header, "addresses", ())
    return (str(addresses[0].display_name or addresses[0].addr_spec) if addresses else str(header or ""))[:200]
