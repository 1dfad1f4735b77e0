"""What people are told, each in their language and by every channel they have."""

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
from diwan.telework.rules.api import MANAGE

if TYPE_CHECKING:
    from datetime import date, datetime

KINDS = {
    "presence.called": _("I am called to the office on a remote day"),
    "presence.answered": _("Somebody I called answered"),
    "presence.decided": _("A call to the office is withdrawn or upheld"),
    "presence.week_closed": _("A week of my team is closed"),
    "presence.week_returned": _("My week is sent back"),
}


def managers_of(unit_id: int, now: datetime) -> dict[int, str]:
    return organisations.people_with(MANAGE, unit_id, now)


def language_of(person_id: int) -> dict[int, str]:
    return dict(get_user_model().objects.filter(pk=person_id, is_active=True).values_list("pk", "language"))


def tell(
    people: dict[int, str], kind: str, sentence: Any, *, url: str, once: str, now: datetime, country: str, **said: Any
) -> None:
    """`said` fills the sentence; dates are written as the country writes them, texts as they were typed."""
    for person_id, language in people.items():
        with translation.override(language):
            words = {name: written(value, language, country) for name, value in said.items()}
            notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence) % words,
                url=settings.DIWAN_PUBLIC_URL + url,
                key=f"{kind}:{once}:{person_id}",
                now=now,
            )


def written(value: Any, language: str, country: str) -> str:
    if isinstance(value, dict):
        return value.get("ar" if language in {"ar", "zgh"} else "latin") or value["ar"]
    if hasattr(value, "isoweekday"):
        return calendars.format_date(value, language, country, weekday=True)
    return str(value)


def names_of(person: Any) -> dict[str, str]:
    return {"ar": person.name_ar, "latin": person.name_latin}


def calls_url() -> str:
    return reverse("presence:calls")


def week_url(first: date) -> str:
    return reverse("presence:week", args=[first.isoformat()])
