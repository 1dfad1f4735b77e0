"""Requests for rectification: asked by a person, answered by the administration with reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.accounts.api import ADMINISTER
from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from . import policies
from .enums import DAYS, State
from .models import Rectification

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NoAdministration(Refusal):
    message = translation.gettext_lazy("You sit in no administration that could answer this request.")
    advice = translation.gettext_lazy("Write to the registry office of the administration that holds your data.")
    status = 422


class Answered(Refusal):
    message = translation.gettext_lazy("This request was answered already; nothing was done.")
    status = 409


@transaction.atomic
def ask(*, actor: Actor, wrong: str, right: str, source: str = "", row: str = "", now: datetime) -> Rectification:
    """Ask for what is held to be put right (law 09-08, art. 8); whoever keeps the accounts is told.

    Raises:
        NoAdministration
    """
    if actor.person_id is None or not actor.seats:
        raise NoAdministration
    unit = actor.seats[0].unit_id
    country = organisations.country_of(actor.seats[0].administration_id)
    asked = Rectification.objects.create(
        person_id=actor.person_id,
        unit_id=unit,
        source=source[:160],
        row=row[:60],
        wrong=wrong.strip(),
        right=right.strip(),
        asked_at=now,
        due_on=calendars.local_day(now, country) + timedelta(days=DAYS),
    )
    url = reverse("personal_data:answer", args=[asked.pk])
    for person_id, language in organisations.people_with(ADMINISTER, unit, now).items():
        if person_id != actor.person_id:
            with translation.override(language):
                tell(
                    person_id,
                    "personal_data.asked",
                    _("A request for rectification waits for an answer"),
                    url,
                    asked,
                    now,
                )
    note(actor, asked, "asked", now)
    return asked


@transaction.atomic
def answer(*, actor: Actor, request_id: int, done: bool, reasons: str, now: datetime) -> Rectification:
    """Answer a request: put right, or refused, always with reasons.

    Raises:
        NotAllowed, Answered
    """
    row = Rectification.objects.select_for_update(of=("self",)).select_related("unit").get(pk=request_id)
    if not policies.may_answer(actor, row):
        raise NotAllowed
    if row.state != State.ASKED:
        raise Answered
    row.state, row.answer = (State.DONE if done else State.REFUSED), reasons.strip()
    row.answered_at, row.answered_by_id = now, actor.person_id
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    language = get_user_model().objects.values_list("language", flat=True).get(pk=row.person_id)
    with translation.override(language):
        url = reverse("personal_data:requests")
        tell(row.person_id, "personal_data.answered", _("Your request for rectification was answered"), url, row, now)
    note(actor, row, "answered", now)
    return row


def tell(person_id: int, kind: str, sentence: str, url: str, row: Rectification, now: datetime) -> None:
    notifications.notify(
        person_id=person_id,
        kind=kind,
        subject=sentence,
        url=settings.DIWAN_PUBLIC_URL + url,
        key=f"{kind}:{row.pk}:{person_id}",
        now=now,
    )


def note(actor: Actor, row: Rectification, what: str, now: datetime) -> None:
    journal.append(
        chain=f"personal_data:{row.unit_id}",
        kind=f"personal_data.{what}",
        at=now,
        actor_id=actor.person_id,
        subject=f"user:{row.person_id}",
        facts={"request": row.pk, "state": str(row.state)},
    )
