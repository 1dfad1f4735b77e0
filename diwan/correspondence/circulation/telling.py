"""Telling people of what they were asked: who reads it, in which language, in which words.

A notification goes by mail and stays on telephones: it bears the reference of the letter, and its subject only where
the letter is ordinary. It never quotes an instruction, an answer or a note.
"""

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
from diwan.correspondence.letters import api as letters

from .enums import DISPATCH

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.correspondence.letters.api import Letter

    from .models import Instruction

# What one may keep out of one's mail.
KINDS = {
    "circulation.given": _("I was given a letter"),
    "circulation.answered": _("What I asked was answered"),
    "circulation.given_back": _("What I asked was given back"),
    "circulation.sent_back": _("My answer was sent back"),
    "circulation.taken_back": _("What I was asked was taken back"),
    "circulation.moved": _("What I was asked was taken over by somebody else"),
    "circulation.mentioned": _("A note beside a letter calls me"),
    "circulation.soon": _("What I was asked is soon due"),
    "circulation.due": _("What I was asked is due today, or late"),
    "circulation.escalated": _("What was asked below me is late"),
    "circulation.weekly": _("The weekly list of what is late in my units"),
}


def people_at(post_id: int | None, unit_id: int, now: datetime) -> dict[int, str]:
    """Who acts for a post: its holders and whoever stands in; those who dispatch to the unit where nobody does."""
    found: dict[int, str] = {}
    if post_id is not None:
        card = organisations.post_cards([post_id], now).get(post_id)
        keys = [person for person, *_name in (*card.holders, *card.interims)] if card else []
        found = languages(keys)
    return found or organisations.people_with(DISPATCH, unit_id, now)


def languages(people: list[int]) -> dict[int, str]:
    rows = get_user_model().objects.filter(pk__in=people, is_active=True)
    return dict(rows.values_list("pk", "language"))


def givers_of(row: Instruction, now: datetime) -> dict[int, str]:
    """Who follows what was asked: whoever holds the post that gave it, or what it was passed on from."""
    dispatch = row.dispatch
    if dispatch.parent is not None and dispatch.parent.post_id not in (None, dispatch.post_id):
        return people_at(dispatch.parent.post_id, dispatch.parent.unit_id, now)
    unit = dispatch.post.unit_id if dispatch.post else row.letter.office.unit_id
    return people_at(dispatch.post_id, unit, now)


def tell(
    people: dict[int, str],
    kind: str,
    sentence: Any,
    letter: Letter,
    *,
    once: str,
    now: datetime,
    due_on: date | None = None,
    but: int | None = None,
) -> int:
    """Tell each of them in their language, save who did it; how many had not been told."""
    told = 0
    for person_id, language in people.items():
        if person_id == but:
            continue
        with translation.override(language):
            day = calendars.format_date(due_on, language, letter.administration.country) if due_on else ""
            notice = notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence) % {"letter": called(letter), "day": day},
                url=settings.DIWAN_PUBLIC_URL + letter_url(letter.pk),
                key=f"{kind}:{once}:{person_id}",
                now=now,
            )
        told += notice is not None
    return told


def called(letter: Letter) -> str:
    """How a letter is named where others might read over the shoulder."""
    if letter.level != letters.Level.ORDINARY:
        return letter.reference or str(letter.get_kind_display())
    return f"{letter.reference} {letter.subject}".strip()


def letter_url(letter_id: int) -> str:
    return reverse("circulation:letter", args=[letter_id])
