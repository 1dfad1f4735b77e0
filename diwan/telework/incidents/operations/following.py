"""What is done about an incident until it is closed with its lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import Gravity, State
from ..events import IncidentClosed
from ..models import Incident, Measure, Sending
from .declaring import NotFromTheFuture, attach, record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class AlreadyClosed(Refusal):
    message = _("This incident is closed: nothing more is added to it.")


class LessonsMissing(Refusal):
    message = _("An incident is closed with what was learnt from it.")
    advice = _("Write what will be done so that it does not happen again.")
    status = 422


def _locked(actor: Actor, incident_id: int) -> Incident:
    """The incident, locked, if the actor is one of its security officers and it is open.

    Raises:
        NotAllowed, AlreadyClosed
    """
    row = Incident.objects.select_for_update(of=("self",), no_key=True).get(pk=incident_id)
    if not policies.may_guard(actor, row.administration_id):
        raise NotAllowed
    if row.state != State.OPEN:
        raise AlreadyClosed
    return row


@transaction.atomic
def note_measure(*, actor: Actor, incident_id: int, text: str, at: datetime, now: datetime) -> Measure:
    """Add what was done to the timeline.

    Raises:
        NotAllowed, AlreadyClosed, NotFromTheFuture
    """
    row = _locked(actor, incident_id)
    if at > now:
        raise NotFromTheFuture
    measure = Measure.objects.create(incident=row, at=at, text=text.strip(), by_id=actor.person_id, noted_at=now)
    record(row, "incident.measure", actor, now, measure=measure.pk)
    return measure


@transaction.atomic
def weigh(*, actor: Actor, incident_id: int, gravity: str, personal_data: bool, now: datetime) -> Incident:
    """Say how grave it is and whether personal data is concerned.

    Raises:
        NotAllowed, AlreadyClosed
    """
    row = _locked(actor, incident_id)
    row.gravity, row.personal_data = Gravity(gravity), personal_data
    row.save(update_fields=["gravity", "personal_data"])
    record(row, "incident.weighed", actor, now, gravity=row.gravity, personal_data=personal_data)
    return row


@transaction.atomic
def add_files(*, actor: Actor, incident_id: int, file_ids: Sequence[int], now: datetime) -> Incident:
    """Attach files: by its officers, or by whoever declared it while it is open.

    Raises:
        NotAllowed, AlreadyClosed
    """
    row = Incident.objects.select_for_update(of=("self",), no_key=True).get(pk=incident_id)
    if not policies.may_guard(actor, row.administration_id) and row.declared_by_id != actor.person_id:
        raise NotAllowed
    if row.state != State.OPEN:
        raise AlreadyClosed
    attach(row, file_ids, actor, now)
    record(row, "incident.files", actor, now, files=len(file_ids))
    return row


@transaction.atomic
def note_sending(
    *, actor: Actor, incident_id: int, authority: str, means: str, sent_at: datetime, now: datetime
) -> Sending:
    """Note that a human sent the form to the authority. Diwan itself sends nothing.

    Raises:
        NotAllowed, AlreadyClosed, NotFromTheFuture
    """
    row = _locked(actor, incident_id)
    if sent_at > now:
        raise NotFromTheFuture
    sending = Sending.objects.create(
        incident=row, authority=authority, means=means.strip(), sent_at=sent_at, by_id=actor.person_id, noted_at=now
    )
    record(row, "incident.sent", actor, now, authority=authority, sent=sent_at.isoformat())
    return sending


@transaction.atomic
def close(*, actor: Actor, incident_id: int, lessons: str, now: datetime) -> Incident:
    """Close it with what was learnt.

    Raises:
        NotAllowed, AlreadyClosed, LessonsMissing
    """
    row = _locked(actor, incident_id)
    if not lessons.strip():
        raise LessonsMissing
    row.state, row.lessons, row.closed_by_id, row.closed_at = State.CLOSED, lessons.strip(), actor.person_id, now
    row.save(update_fields=["state", "lessons", "closed_by", "closed_at"])
    record(row, "incident.closed", actor, now)
    facts.tell(IncidentClosed(incident_id=row.pk, administration_id=row.administration_id))
    return row
