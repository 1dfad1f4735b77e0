"""Telling people of help, guides and campaigns, each in their language; never what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from diwan.core.notifications import api as notifications

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

# What one may keep out of one's mail.
KINDS = {
    "support.asked": _("Help is asked of the desk"),
    "support.answered": _("My request for help was answered"),
    "support.campaign": _("An awareness message"),
    "support.course": _("My course and its certificate"),
    "support.guide": _("A guide I acknowledged has a new version"),
}


def languages(people: Iterable[int | None]) -> dict[int, str]:
    rows = get_user_model()._default_manager.filter(pk__in={one for one in people if one}, is_active=True)
    return dict(rows.values_list("pk", "language"))


def tell(
    people: dict[int, str], kind: str, sentence: Callable[[], Any], *, page: tuple[str, int], once: str, now: datetime
) -> int:
    """Tell each of them; how many had not been told. `sentence` is asked for in the language of each reader."""
    told = 0
    for person_id, language in people.items():
        with translation.override(language):
            notice = notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence()),
                url=settings.DIWAN_PUBLIC_URL + reverse(page[0], args=[page[1]]),
                key=f"{kind}:{once}:{person_id}",
                now=now,
            )
        told += notice is not None
    return told
