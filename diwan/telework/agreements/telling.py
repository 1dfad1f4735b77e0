"""Telling people of agreements, in their language. What was said in confidence, and reasons, stay on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from datetime import date, datetime

    from .models import Agreement

# What one may keep out of one's mail.
KINDS = {
    "agreements.asked": _("Somebody asks me to telework"),
    "agreements.decided": _("My request to telework was decided"),
    "agreements.imposed": _("I am to telework"),
    "agreements.charter": _("A charter is to be signed"),
    "agreements.workplace": _("The desk checked my workplace"),
    "agreements.started": _("My telework begins"),
    "agreements.changed": _("The days of my telework change"),
    "agreements.suspended": _("My telework is suspended or resumed"),
    "agreements.review": _("Somebody who teleworks came to my unit"),
    "agreements.wished": _("A teleworker asks for a change"),
    "agreements.answered": _("The change I asked for was answered"),
    "agreements.renewal": _("My agreement may be renewed"),
    "agreements.ended": _("My telework ends"),
    "agreements.appealed": _("An appeal is to be heard"),
    "agreements.appeal_answered": _("My appeal was answered"),
    "agreements.late": _("A request waits for my answer"),
    "agreements.room": _("A day off was withdrawn, and the quota has no room"),
}


def managers(row: Agreement, now: datetime) -> dict[int, str]:
    """Who decides on it: key and language; never the person."""
    unit = row.review_unit_id or row.unit_id
    found = organisations.people_with(rules.MANAGE, unit, now)
    return {key: code for key, code in found.items() if key != row.person_id}


def nearest_managers(row: Agreement, now: datetime) -> dict[int, str]:
    """Those among them who sit nearest: who is told, so that a request does not ring at every level above."""
    found = managers(row, now)
    path: Any = row.review_unit.path if row.review_unit else row.unit.path
    depth: dict[int, int] = {}
    for key in found:
        seats = organisations.actor_for(key, now).seats
        depth[key] = max((len(seat.unit_path) for seat in seats if path.startswith(seat.unit_path)), default=0)
    nearest = max(depth.values(), default=0)
    return {key: code for key, code in found.items() if depth[key] == nearest}


def person_of(row: Agreement) -> dict[int, str]:
    return dict(get_user_model()._default_manager.filter(pk=row.person_id).values_list("pk", "language"))


def tell(
    people: dict[int, str],
    kind: str,
    sentence: Any,
    row: Agreement,
    *,
    once: str,
    now: datetime,
    on: date | None = None,
) -> int:
    """Tell each in their language, once; how many had not been told."""
    told = 0
    for person_id, language in people.items():
        with translation.override(language):
            day = calendars.format_date(on, language, row.administration.country) if on else ""
            notice = notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence) % {"name": called(row, language), "day": day},
                url=settings.DIWAN_PUBLIC_URL + reverse("agreements:agreement", args=[row.pk]),
                key=f"{kind}:{once}:{person_id}",
                now=now,
            )
        told += notice is not None
    return told


def called(row: Agreement, language: str) -> str:
    person = row.person
    return person.name_latin if language in {"fr", "en"} and person.name_latin else person.name_ar
