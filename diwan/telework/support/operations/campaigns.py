"""Awareness campaigns: written, sent to an audience, acknowledged, reminded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal

from .. import audience as audiences
from ..enums import Audience
from ..events import CampaignSent
from ..models import Campaign, CampaignReader
from .common import demand_programme, note
from .publishing import Words, demand_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class AlreadySent(Refusal):
    message = _("This campaign was sent already.")


class UnitElsewhere(Refusal):
    message = _("Name a unit of your administration, where the audience is a unit.")
    status = 422


class NobodyThere(Refusal):
    message = _("Nobody belongs to this audience today. Nothing was sent.")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """To whom, until when, and how often who has not acknowledged is told again."""

    audience: str
    ends_on: date
    unit_id: int | None = None
    remind_days: int = 3


@transaction.atomic
def write(*, actor: Actor, administration_id: int, words: Words, plan: Plan, now: datetime) -> Campaign:
    """Write a campaign; nobody is told before it is sent.

    Raises:
        NotAllowed, NothingWritten, UnitElsewhere.
    """
    root = demand_programme(actor, administration_id)
    demand_words(words)
    unit_id = plan.unit_id if plan.audience == Audience.UNIT else None
    units = apps.get_model("organisations", "Unit")._default_manager.filter(administration=administration_id)
    if plan.audience == Audience.UNIT and not units.filter(pk=unit_id or 0).exists():
        raise UnitElsewhere
    row = Campaign.objects.create(
        administration_id=administration_id,
        root=root,
        audience=plan.audience,
        unit_id=unit_id,
        made_at=now,
        made_by_id=actor.person_id,
        remind_days=plan.remind_days,
        ends_on=plan.ends_on,
        title_ar=words.title_ar.strip(),
        title_fr=words.title_fr.strip(),
        text_ar=words.text_ar.strip(),
        text_fr=words.text_fr.strip(),
    )
    note(administration_id, "campaign_written", f"campaign:{row.pk}", actor, now)
    return row


@transaction.atomic
def send(*, actor: Actor, campaign_id: int, now: datetime) -> Campaign:
    """Send it to who belongs to its audience now; each is told by a job.

    Raises:
        NotAllowed, AlreadySent, NobodyThere.
    """
    row = Campaign.objects.select_for_update(of=("self",)).select_related("unit").get(pk=campaign_id)
    demand_programme(actor, row.administration_id)
    if row.sent_at is not None:
        raise AlreadySent
    people = audiences.people_of(row, now)
    if not people:
        raise NobodyThere
    CampaignReader.objects.bulk_create(
        [CampaignReader(campaign=row, person_id=person, told_at=now) for person in people], batch_size=2000
    )
    row.sent_at = now
    row.save(update_fields=["sent_at"])
    note(row.administration_id, "campaign_sent", f"campaign:{row.pk}", actor, now, people=len(people))
    facts.tell(CampaignSent(row.pk))
    return row


@transaction.atomic
def acknowledge(*, actor: Actor, campaign_id: int, now: datetime) -> CampaignReader:
    """Say that one has read it; twice is no fault.

    Raises:
        NotAllowed: it was not sent to this person.
    """
    rows = CampaignReader.objects.select_for_update(of=("self",)).select_related("campaign")
    row = rows.filter(campaign=campaign_id, person=actor.person_id).first()
    if row is None:
        raise NotAllowed
    if row.acknowledged_at is None:
        row.acknowledged_at = now
        row.save(update_fields=["acknowledged_at"])
        administration_id = row.campaign.administration_id
        note(administration_id, "campaign_acknowledged", f"campaign:{campaign_id}", actor, now)
    return row
