"""Telling those who hold equipment, and the desk."""

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

KINDS = {
    "equipment.offered": _("Equipment is handed to me, or taken back: I am asked to sign"),
    "equipment.due": _("I am asked to give equipment back"),
    "equipment.refused": _("A slip of equipment was refused"),
    "equipment.lost": _("An item of equipment was declared lost"),
}


def tell(
    people: dict[int, str],
    kind: str,
    sentence: Any,
    *,
    once: str,
    url: str,
    now: datetime,
    due_on: date | None = None,
    country: str = "",
    **said: Any,
) -> None:
    """Tell each in their language; what was told before is not told again."""
    for person_id, language in people.items():
        with translation.override(language):
            day = calendars.format_date(due_on, language, country) if due_on else ""
            notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence) % {"day": day, **said},
                url=settings.DIWAN_PUBLIC_URL + url,
                key=f"{kind}:{once}:{person_id}",
                now=now,
            )


def person(person_id: int) -> dict[int, str]:
    """One person who still signs in, with their language."""
    rows = get_user_model().objects.filter(pk=person_id, is_active=True)
    return dict(rows.values_list("pk", "language"))


def desk(unit_id: int, now: datetime) -> dict[int, str]:
    return organisations.people_with(rules.DESK, unit_id, now)


def mine() -> str:
    return reverse("equipment:mine")
