"""Where paper comes in by itself is set by those who keep the mail of the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from ..enums import REGISTER, SourceKind
from ..events import SourceAsked
from ..models import Source
from .collecting import folder_of

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@dataclass(frozen=True, kw_only=True)
class SourceTerms:
    """What is said of a source; an empty password keeps the one it has."""

    name: str
    device: str = ""
    folder: str = ""
    host: str = ""
    port: int = 993
    account: str = ""
    mailbox: str = "INBOX"
    password: str = ""
    password_variable: str = ""
    keep_blank: bool = False
    active: bool = True


FIELDS = (
    "name",
    "device",
    "folder",
    "host",
    "port",
    "account",
    "mailbox",
    "password_variable",
    "keep_blank",
    "active",
)


@transaction.atomic
def add_source(*, actor: Actor, office_id: int, kind: SourceKind, terms: SourceTerms, now: datetime) -> Source:
    """Watch a folder or read a mailbox for an office.

    Raises:
        NotAllowed, OutsideTheRoot
        ValidationError: another source has that folder or mailbox.
    """
    if office_id not in {office.id for office in organisations.offices_within(actor, REGISTER, now)}:
        raise NotAllowed
    return _written(Source(office_id=office_id, kind=kind), terms, actor, "mailroom.source_added", now)


@transaction.atomic
def change_source(*, actor: Actor, source_id: int, terms: SourceTerms, now: datetime) -> Source:
    """As `add_source`; the office and the kind stay."""
    row = Source.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=source_id).first()
    if row is None:
        raise NotAllowed
    return _written(row, terms, actor, "mailroom.source_changed", now)


def _written(row: Source, terms: SourceTerms, actor: Actor, kind: str, now: datetime) -> Source:
    if row.kind == SourceKind.FOLDER:
        path = folder_of(terms.folder)
        path.mkdir(parents=True, exist_ok=True)
    for name in FIELDS:
        setattr(row, name, getattr(terms, name))
    if terms.password:
        row.seal(terms.password)
    if row.kind == SourceKind.FOLDER:
        row.host = row.account = row.sealed_password = ""
    else:
        row.folder = ""
    row.trouble = ""
    row.full_clean(exclude=["office", "checked_at"])
    row.save()
    journal.append(
        chain="mailroom",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"source:{row.pk}",
        facts={"office": row.office_id, "active": row.active},
    )
    return row


@transaction.atomic
def look_now(*, actor: Actor, source_id: int, now: datetime) -> None:
    """Have a source looked at within seconds, without waiting for the minute.

    Raises:
        NotAllowed
    """
    if not Source.objects.visible_to(actor).filter(pk=source_id, active=True).exists():
        raise NotAllowed
    facts.tell(SourceAsked(source_id=source_id))
