"""What the screens share."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules import api as rules


def administration_of(request: HttpRequest) -> int:
    """The administration whose committee the actor keeps."""
    held = [reach.seat.administration_id for reach in request.actor.reach(rules.EVALUATE) if reach.seat]
    if not held:
        raise NotAllowed
    return held[0]


def name_of(person: Any) -> str:
    return (person.name_latin if get_language() in ("fr", "en") else "") or person.name_ar


def staff(administration_id: int, now: Any) -> list[tuple[int, str]]:
    """Who holds a post there, to choose members among (1 query)."""
    in_force = Q(holding__ends_at=None) | Q(holding__ends_at__gt=now)
    rows = get_user_model()._default_manager.filter(
        in_force, holding__starts_at__lte=now, holding__post__unit__administration_id=administration_id
    )
    return [(person.pk, name_of(person)) for person in rows.distinct().order_by("name_ar")[:500]]


def country_of(administration_id: int) -> str:
    return organisations.country_of(administration_id)
