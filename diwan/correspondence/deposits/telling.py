"""Telling the two sides that something happened to a letter: who reads it, in which language, at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.notifications import api as notifications

from .models import Deposit, Message
from .queries.following import in_charge

if TYPE_CHECKING:
    from collections.abc import Callable


def day_of(message: Message) -> str:
    """The last day of a request, as the depositor reads it; empty for other messages."""
    deposit = message.deposit
    if message.due_on is None:
        return ""
    return calendars.format_date(message.due_on, deposit.language, deposit.office.administration.country)


def tell_office(deposit: Deposit, kind: str, sentence: Any, what: int) -> None:
    """Tell the official who last dealt with a letter, in their language; nobody yet: the queue shows it."""
    person = in_charge(deposit)
    if person is None:
        return
    with translation.override(person.language):
        notifications.notify(
            person_id=person.pk,
            kind=kind,
            subject=str(sentence) % {"reference": deposit.reference},
            url=reverse("deposits:reading", args=[deposit.pk]),
            key=f"{kind}:{what}",
            now=timezone.now(),
        )


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
