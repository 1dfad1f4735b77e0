"""What the registry office does when a fact is told. Each may run twice."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diwan.core.facts import api as facts
from diwan.core.notifications import api as notifications

from . import receipts
from .events import (
    DepositAccepted,
    DepositAnnulled,
    DepositRectified,
    DepositRegistered,
    DepositReturned,
    ReceiptIssued,
)
from .models import Deposit, Receipt

# A receipt is owed: it is tried for days, every ten minutes in the end, so that a full disk or an outside time-stamp
# authority that is down needs nobody to send it again.
PATIENT = facts.BackOff(tries=1000, ceiling=600)


@facts.hears(DepositRegistered, retry=PATIENT)
def seal_receipt(fact: DepositRegistered) -> None:
    """Seal the receipt within seconds (REG-2)."""
    receipts.issue(deposit_id=fact.deposit_id, now=timezone.now())


@facts.hears(DepositRectified, retry=PATIENT)
def replace_receipt(fact: DepositRectified) -> None:
    """Seal the receipt that says what was rectified; the old one stays, marked as replaced."""
    receipts.issue(deposit_id=fact.deposit_id, now=timezone.now())


@facts.hears(DepositAnnulled, retry=PATIENT)
def replace_by_annulment(fact: DepositAnnulled) -> None:
    """Seal the notice of annulment in the place of the receipt."""
    receipts.issue(deposit_id=fact.deposit_id, now=timezone.now())


@facts.hears(DepositRectified)
def announce_rectification(fact: DepositRectified) -> None:
    announce(
        fact.deposit_id,
        "deposit.rectified",
        lambda: _("The registration of your letter %(reference)s was rectified; a new receipt replaces the first."),
        number=fact.number,
    )


@facts.hears(DepositAnnulled)
def announce_annulment(fact: DepositAnnulled) -> None:
    announce(
        fact.deposit_id,
        "deposit.annulled",
        lambda: _("The registration of your letter %(reference)s was annulled; the reason is given."),
    )


@facts.hears(ReceiptIssued)
def announce_receipt(fact: ReceiptIssued) -> None:
    if Receipt.objects.get(pk=fact.receipt_id).version > 1:
        return  # what replaces a receipt was announced with its reason
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


def announce(deposit_id: int, kind: str, sentence, *, number: int = 0) -> None:
    """Write to the depositor in their language, if they gave an address.

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
            key=f"{kind}:{deposit.pk}:{number}" if number else f"{kind}:{deposit.pk}",
            now=timezone.now(),
        )
