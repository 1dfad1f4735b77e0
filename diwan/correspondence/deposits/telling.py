"""Telling the two sides that something happened to a letter: who reads it, in which language, at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations

from .models import PROCESS, Deposit, Message
from .queries.following import in_charge

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def day_of(message: Message) -> str:
    """The last day of a request, as the depositor reads it; empty for other messages."""
    deposit = message.deposit
    if message.due_on is None:
        return ""
    return calendars.format_date(message.due_on, deposit.language, deposit.office.administration.country)


class Office:
    """Those who may process the letters of a unit, read once a unit; what they are told, each in their language."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.by_unit: dict[int, dict[int, str]] = {}

    def of(self, row: Deposit) -> dict[int, str]:
        """Whom the letter concerns: key and language."""
        unit_id = row.unit_id or row.office.unit_id
        if unit_id not in self.by_unit:
            self.by_unit[unit_id] = organisations.people_with(PROCESS, unit_id, self.now)
        return self.by_unit[unit_id]

    def tell(
        self, row: Deposit, kind: str, sentence: Callable[[str], str], *, once: str = "", only: int | None = None
    ) -> int:
        """Tell each of them, or `only` one while that one is among them; how many had not been told yet."""
        people, told = self.of(row), 0
        for person_id, language in ({only: people[only]} if only in people else people).items():
            with translation.override(language):
                notice = notifications.notify(
                    person_id=person_id,
                    kind=kind,
                    subject=sentence(language),
                    url=settings.DIWAN_PUBLIC_URL + reverse("deposits:reading", args=[row.pk]),
                    key=f"{kind}:{row.pk}:{once}:{person_id}",
                    now=self.now,
                )
            told += notice is not None
        return told


def tell_office(deposit: Deposit, kind: str, sentence: Any, what: int) -> None:
    """Tell the official who last dealt with a letter, or all who may when that one has left the office.

    Nobody has dealt with it yet: the queue shows it.
    """
    person = in_charge(deposit)
    if person is not None:
        words = {"reference": deposit.reference}
        office = Office(timezone.now())
        office.tell(deposit, kind, lambda _language: str(sentence) % words, once=str(what), only=person.pk)


def announce(deposit_id: int, kind: str, sentence: Callable[[], str], *, key: str = "", **said: str) -> None:
    """Write to the depositor in their language, if they gave an address; to their account, if they have one.

    The message holds no follow-up code: mail is read by many machines, and only the depositor was given it.
    """
    deposit = Deposit.objects.get(pk=deposit_id)
    if not deposit.email and not deposit.depositor_id:
        return
    with translation.override(deposit.language):
        subject = sentence() % {"reference": deposit.reference, **said}
        body = _("%(subject)s\n\nTo follow it, open the address below and give the reference and your follow-up code.")
        notifications.notify(
            person_id=deposit.depositor_id,
            email=deposit.email,
            kind=kind,
            subject=subject,
            body=body % {"subject": subject},
            url=settings.DIWAN_PUBLIC_URL + reverse("deposits:follow") + f"?reference={deposit.reference}",
            language=deposit.language,
            key=key or f"{kind}:{deposit.pk}",
            now=timezone.now(),
        )
