"""A document is before one clerk at a time: who takes it has it for some minutes, and as long as they work on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import REGISTER, DocumentState
from ..models import Document

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LEASE = timedelta(minutes=5)


class Taken(Refusal):
    message = _("A colleague has this document before them now. Nothing was changed.")
    advice = _("Take the next one; this one comes back by itself when they leave it.")


class AlreadySettled(Refusal):
    message = _("This document was registered or set aside meanwhile. Nothing was done twice.")


def held_by_other(document: Document, actor: Actor, now: datetime) -> bool:
    taken = document.lease_by_id is not None and document.lease_until is not None and document.lease_until > now
    return taken and document.lease_by_id != actor.person_id


@transaction.atomic
def take(*, actor: Actor, document_id: int, now: datetime) -> Document:
    """Have a document before oneself for the next minutes; asked again while one works on it.

    Raises:
        NotAllowed, AlreadySettled, Taken
    """
    row = Document.objects.select_for_update(of=("self",)).select_related("office__unit", "intake").get(pk=document_id)
    if not policies.may_work(actor, row.office.unit):
        raise NotAllowed
    if row.state != DocumentState.WAITING:
        raise AlreadySettled
    if held_by_other(row, actor, now):
        raise Taken
    row.lease_by_id, row.lease_until = actor.person_id, now + LEASE
    row.save(update_fields=["lease_by", "lease_until"])
    return row


@transaction.atomic
def take_next(*, actor: Actor, after: Document | None = None, now: datetime) -> Document | None:
    """Take the next document that waits and nobody has: of the same batch first, then the oldest batch."""
    offices = [office.id for office in organisations.offices_within(actor, REGISTER, now)]
    rows = Document.objects.free_for(actor, now).filter(office_id__in=offices).select_for_update(skip_locked=True)
    row = None
    if after is not None:
        row = rows.filter(intake=after.intake_id, position__gt=after.position).order_by("position").first()
    row = row or rows.order_by("intake_id", "position").first()
    if row is not None:
        row.lease_by_id, row.lease_until = actor.person_id, now + LEASE
        row.save(update_fields=["lease_by", "lease_until"])
    return row


@transaction.atomic
def leave(*, actor: Actor, document_id: int, now: datetime) -> None:
    """Give a document back to the others."""
    Document.objects.filter(pk=document_id, lease_by_id=actor.person_id).update(lease_by=None, lease_until=None)


@transaction.atomic
def keep_entered(*, actor: Actor, document_id: int, entered: dict[str, Any], now: datetime) -> Document:
    """Keep what a clerk typed so far; it is there again when they, or a colleague, come back.

    Raises:
        NotAllowed, AlreadySettled, Taken
    """
    row = take(actor=actor, document_id=document_id, now=now)
    row.entered = entered
    row.save(update_fields=["entered"])
    return row
