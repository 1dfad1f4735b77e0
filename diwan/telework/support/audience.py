"""Whom a campaign is sent to: people, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from diwan.core.organisations import api as organisations
from diwan.telework.agreements import api as agreements

from .enums import Audience

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Campaign


def people_of(campaign: Campaign, now: datetime) -> list[int]:
    """The people of the audience as it stands at that moment, whose accounts are open."""
    if campaign.audience == Audience.TELEWORKERS:
        in_force = agreements.people_in_force(campaign.administration_id, now.date())
        people = set(in_force.values_list("pk", flat=True))
    else:
        units = organisations.directory(now.date()).filter(unit__administration=campaign.administration_id)
        if campaign.audience == Audience.UNIT and campaign.unit:
            units = units.filter(unit__path__startswith=campaign.unit.path)
        cards = organisations.posts_in(units.values_list("unit_id", flat=True), now).values()
        people = {person for card in cards for person, *_name in (*card.holders, *card.interims)}
    rows = get_user_model()._default_manager.filter(pk__in=people, is_active=True)
    return sorted(rows.values_list("pk", flat=True))
