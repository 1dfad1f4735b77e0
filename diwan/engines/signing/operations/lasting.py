"""Signed documents watched, and renewed before their time-stamps expire."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.facts import api as facts
from diwan.core.files import api as files

from .. import streams
from ..events import FileRenewed
from ..models import LastingFile
from ..refusing import NotSignable

if TYPE_CHECKING:
    from datetime import date, datetime

    from .. import renewal

logger = logging.getLogger(__name__)


def watch(
    *, administration_id: int, file_id: int, purpose: str, subject: str, label: str, now: datetime
) -> LastingFile | None:
    """From now on this signed document is renewed before it expires; the same document again is its newest state.

    None when it bears no signature. Reads the file: call from a job, not inside a transaction.

    Raises:
        FileGone
        NotSignable: it cannot be read.
    """
    with files.open_file(file_id) as stream:
        found = streams.standing_of(stream)
    if found is None:
        return None
    row, _made = LastingFile.objects.update_or_create(
        purpose=purpose,
        subject=subject,
        defaults={"file_id": file_id, "level": found.level, "expires_on": found.until, "label": label[:300]},
        create_defaults={
            "administration_id": administration_id,
            "file_id": file_id,
            "level": found.level,
            "expires_on": found.until,
            "label": label[:300],
            "stamped_at": now,
        },
    )
    return row


def renew_due(*, until: date, now: datetime) -> tuple[int, int]:
    """Renew each document that expires by `until`: how many were, how many could not be. Killed, it goes on with the
    rest the next time; one that fails is noted and stops nobody."""
    done = failed = 0
    for number in LastingFile.objects.due(until).values_list("pk", flat=True):
        try:
            renew(lasting_id=number, now=now)
            done += 1
        except NotSignable as refused:
            _note(number, refused.reason, now)
            failed += 1
        except files.FileGone:
            _note(number, "gone", now)
            failed += 1
        except OSError:
            logger.warning("a signed document could not be renewed", exc_info=True)
            _note(number, "authority", now)
            failed += 1
    return done, failed


def renew(*, lasting_id: int, now: datetime) -> None:
    """A new time-stamp over one document, as a new file. Does nothing when somebody else was quicker.

    Raises:
        NotSignable, FileGone, OSError
    """
    row = LastingFile.objects.select_related("file").get(pk=lasting_id)
    with files.open_file(row.file_id) as stream, files.drafted() as draft:
        found = streams.renew_file(stream, draft)
        after = files.keep(draft, name=row.file.name, now=now)
    _replace(lasting_id=lasting_id, before=row.file_id, after=after.pk, found=found, now=now)


@transaction.atomic
def _replace(*, lasting_id: int, before: int, after: int, found: renewal.Standing, now: datetime) -> None:
    row = LastingFile.objects.locked().get(pk=lasting_id)
    if row.file_id != before:
        return  # the file made here is claimed by nobody, and swept
    files.claim(after, purpose=row.purpose, subject=row.subject, now=now)
    row.file_id, row.level, row.expires_on = after, found.level, found.until
    row.renewed_at, row.renewals = now, row.renewals + 1
    row.failed_at, row.failure = None, ""
    row.save()
    facts.tell(FileRenewed(row.purpose, row.subject, before, after))


def _note(lasting_id: int, reason: str, now: datetime) -> None:
    LastingFile.objects.filter(pk=lasting_id).update(failed_at=now, failure=reason)
