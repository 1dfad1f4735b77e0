"""What the registry office does when a fact is told. Each may run twice."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.notifications import api as notifications

from . import certificates, notices, receipts
from .events import (
    CertificateIssued,
    DepositAccepted,
    DepositRegistered,
    DepositReturned,
    DepositSilent,
    DueDateMoved,
    ReceiptIssued,
    TimeExtended,
)
from .models import Deposit
from .operations import clocks

# A receipt is owed: it is tried for days, every ten minutes in the end, so that a full disk or an outside time-stamp
# authority that is down needs nobody to send it again.
PATIENT = facts.BackOff(tries=1000, ceiling=600)


@facts.hears(DepositRegistered, retry=PATIENT)
def seal_receipt(fact: DepositRegistered) -> None:
    """Seal the receipt within seconds (REG-2)."""
    receipts.issue(deposit_id=fact.deposit_id, now=timezone.now())


@facts.hears(ReceiptIssued)
def announce_receipt(fact: ReceiptIssued) -> None:
    announce(
        fact.deposit_id, "deposit.receipt", lambda: _("Your letter %(reference)s is registered; its receipt is sealed.")
    )


@facts.hears(DepositAccepted)
def announce_acceptance(fact: DepositAccepted) -> None:
    announce(fact.deposit_id, "deposit.accepted", lambda: _("Your letter %(reference)s was accepted."))


@facts.hears(DepositReturned)
def announce_return(fact: DepositReturned) -> None:
    announce(
        fact.deposit_id, "deposit.returned", lambda: _("Your letter %(reference)s was returned; the reason is given.")
    )


@facts.hears(TimeExtended)
def announce_extension(fact: TimeExtended) -> None:
    announce(
        fact.deposit_id,
        "deposit.extended",
        lambda: _("The time to answer your letter %(reference)s was extended; the reason and the new date are given."),
        once=fact.due_on,
    )


@facts.hears(calendars.CalendarChanged, retry=PATIENT)
def follow_the_calendar(fact: calendars.CalendarChanged) -> None:
    """A day was announced or withdrawn: the due dates of that country are counted again."""
    clocks.recompute(country=fact.country, now=timezone.now())


@facts.hears(DueDateMoved)
def announce_move(fact: DueDateMoved) -> None:
    """Tell the depositor and the office where the last day is now."""
    announce(
        fact.deposit_id,
        "deposit.due_moved",
        lambda: _("A day off was announced or withdrawn: the date of answer to your letter %(reference)s has moved."),
        once=f"{fact.before}:{fact.after}",
    )
    notices.tell_of_move(deposit_id=fact.deposit_id, before=fact.before, after=fact.after, now=timezone.now())


@facts.hears(DepositSilent, retry=PATIENT)
def certify_silence(fact: DepositSilent) -> None:
    """Seal the certificate of silence within seconds, and tell the office that it was late."""
    certificates.issue(deposit_id=fact.deposit_id, place=(fact.chain, fact.position), now=timezone.now())
    notices.tell_of_silence(deposit_id=fact.deposit_id, now=timezone.now())


@facts.hears(CertificateIssued)
def announce_silence(fact: CertificateIssued) -> None:
    announce(
        fact.deposit_id,
        "deposit.silent",
        lambda: _(
            "The time to answer your letter %(reference)s is over; a sealed certificate says what that means for you."
        ),
    )


def announce(deposit_id: int, kind: str, sentence, *, once: str = "") -> None:
    """Write to the depositor in their language, if they gave an address; `once` tells apart what may happen again.

    The message holds no follow-up code: mail is read by many machines, and only the depositor was given it.
    """
    deposit = Deposit.objects.get(pk=deposit_id)
    if not deposit.email:
        return
    with translation.override(deposit.language):
        subject = sentence() % {"reference": deposit.reference}
        body = _("%(subject)s\n\nTo follow it, open the address below and give the reference and your follow-up code.")
        notifications.notify(
            email=deposit.email,
            kind=kind,
            subject=subject,
            body=body % {"subject": subject},
            url=settings.DIWAN_PUBLIC_URL + reverse("deposits:follow") + f"?reference={deposit.reference}",
            language=deposit.language,
            key=f"{kind}:{deposit.pk}:{once}".rstrip(":"),
            now=timezone.now(),
        )
