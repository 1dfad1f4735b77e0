"""Files come in together and become a batch."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from ..enums import REGISTER, Origin
from ..events import IntakeArrived
from ..models import Intake, Original, Source
from ..models.intakes import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingSent(Refusal):
    message = _("Choose at least one file, or take a photo.")
    status = 400


class NoSuchOffice(Refusal):
    message = _("This registry office does not exist, or takes no mail today. Nothing was kept.")
    status = 400


def send_in(
    *,
    actor: Actor,
    office_id: int,
    file_ids: Sequence[int],
    name: str = "",
    origin: Origin = Origin.UPLOAD,
    device: str = "",
    one_document: bool = False,
    keep_blank: bool = False,
    now: datetime,
) -> Intake:
    """Take in what a clerk sent from their computer or telephone: one batch.

    Raises:
        NothingSent, NoSuchOffice
        NotAllowed: the actor keeps no mail at that office.
        files.FileGone
    """
    if not file_ids:
        raise NothingSent
    with acknowledged():
        office = organisations.open_office(office_id, now, public=False)
        if office is None:
            raise NoSuchOffice
        if not actor.may(REGISTER, office.place):
            raise NotAllowed
        intake = Intake(
            office_id=office_id,
            origin=origin,
            name=name,
            device=device,
            one_document=one_document,
            keep_blank=keep_blank,
            received_at=now,
            received_by_id=actor.person_id,
        )
        return _kept(intake, file_ids, now)


def came_in(
    *, source: Source, key: str, name: str, file_ids: Sequence[int], hints: dict[str, Any] | None = None, now: datetime
) -> Intake | None:
    """Take in what a source brought, once: None where it brought the same thing before."""
    with acknowledged():
        Source.objects.select_for_update().get(pk=source.pk)  # one at a time brings the same thing
        if Intake.objects.filter(source=source, key=key).exists():
            return None
        intake = Intake(
            office_id=source.office_id,
            source=source,
            origin=Origin(source.kind),
            key=key,
            name=name,
            device=source.device or source.name,
            keep_blank=source.keep_blank,
            # A message is one matter; a scanner's file may hold a whole tray.
            one_document=source.kind == Origin.MAILBOX,
            hints=hints or {},
            received_at=now,
        )
        return _kept(intake, file_ids, now)


def _kept(intake: Intake, file_ids: Sequence[int], now: datetime) -> Intake:
    intake.save()
    stored = files.claim_all(file_ids, purpose=ORIGINAL, subject=str(intake.pk), now=now)
    if not intake.name:
        intake.name = stored[0].name
        intake.save(update_fields=["name"])
    Original.objects.bulk_create(
        Original(intake=intake, position=n, file=file, signed=is_signed(file)) for n, file in enumerate(stored, 1)
    )
    failpoints.reach("mailroom.kept")
    facts.tell(IntakeArrived(intake_id=intake.pk))
    return intake


def is_signed(file: files.StoredFile) -> bool:
    """Whether a PDF carries a signature (ISO 32000-1, 12.8.1): the range of bytes it covers is written in the open."""
    if file.media_type != "application/pdf":
        return False
    before = b""
    with files.open_file(file.pk) as stream:
        while chunk := stream.read(1 << 20):
            if b"/ByteRange" in before + chunk:
                return True
            before = chunk[-16:]
    return False


@transaction.atomic
def store_bytes(content: bytes, *, name: str, now: datetime) -> files.StoredFile:
    """A file made or received here. Raises what `files.store` does."""
    return files.store(io.BytesIO(content), name=name, now=now)
