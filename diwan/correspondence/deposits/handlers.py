"""What the registry office does when a fact is told. Each may run twice."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.engines.signing import api as signing

from . import channel, indexing, notices
from .enums import MessageKind, ProofKind
from .events import (
    AnswerRead,
    DepositAccepted,
    DepositAnnulled,
    DepositForwarded,
    DepositRectified,
    DepositRegistered,
    DepositReturned,
    DepositSilent,
    DueDateMoved,
    MessageWritten,
    ProofIssued,
    TimeExtended,
)
from .models import Deposit, Message, Piece
from .operations import clocks
from .sealed import forwarding, receipts
from .sealed import silence as certificate
from .telling import announce, day_of, tell_office

# A receipt is owed: it is tried for days, every ten minutes in the end, so that a full disk or an outside time-stamp
# authority that is down needs nobody to send it again.
PATIENT = facts.BackOff(tries=1000, ceiling=600)

INDEXED = (
    DepositRegistered,
    DepositAccepted,
    DepositReturned,
    DepositRectified,
    DepositAnnulled,
    DepositSilent,
    DepositForwarded,
    MessageWritten,
)

# What one may keep out of one's mail. What sets off a legal time (a request for pieces, an answer, a return, a
# forwarding) is not in the list: a depositor always receives it.
MUTABLE = {
    "deposit.receipt": gettext_lazy("My letter: the receipt is sealed"),
    "deposit.accepted": gettext_lazy("My letter: it was accepted"),
    "deposit.note": gettext_lazy("My letter: the office wrote to me"),
    "deposit.pieces_due": gettext_lazy("My letter: the last day to send missing pieces is near"),
    "deposit.from_depositor": gettext_lazy("A letter I handle: its depositor wrote"),
    "deposit.answer_read": gettext_lazy("A letter I handle: the answer was read"),
    "deposit.pieces_late": gettext_lazy("A letter I handle: missing pieces did not come in time"),
}


def enter_index(fact: Any) -> None:
    """Search finds the deposit as it now is."""
    indexing.put(fact.deposit_id)


def hears_for_index(changed: type) -> None:
    """Jobs are known by the name of what hears, and each fact has its own."""

    def hearer(fact: Any) -> None:
        enter_index(fact)

    hearer.__qualname__ = f"enter_index.{changed.__name__}"
    facts.hears(changed)(hearer)


for changed in INDEXED:
    hears_for_index(changed)


@facts.hears(DepositRegistered, retry=PATIENT)
def seal_receipt(fact: DepositRegistered) -> None:
    """Seal the receipt within seconds (REG-2); then see what the signatures of the pieces are worth, today.

    One job for both: a row more for each deposit would be paid by all, for the few whose pieces are signed.
    """
    receipts.issue(deposit_id=fact.deposit_id, now=timezone.now())
    pieces = Piece.objects.filter(deposit_id=fact.deposit_id, file__media_type="application/pdf")
    for file_id in pieces.values_list("file_id", flat=True):
        signing.judge(file_id=file_id, now=timezone.now())


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
        key=f"deposit.rectified:{fact.deposit_id}:{fact.number}",
    )


@facts.hears(DepositAnnulled)
def announce_annulment(fact: DepositAnnulled) -> None:
    announce(
        fact.deposit_id,
        "deposit.annulled",
        lambda: _("The registration of your letter %(reference)s was annulled; the reason is given."),
    )


ISSUED = {
    ProofKind.RECEIPT: (
        "deposit.receipt",
        gettext_lazy("Your letter %(reference)s is registered; its receipt is sealed."),
    ),
    ProofKind.SILENCE: (
        "deposit.silent",
        gettext_lazy(
            "The time to answer your letter %(reference)s is over; a sealed certificate says what that means for you."
        ),
    ),
}


@facts.hears(ProofIssued)
def announce_proof(fact: ProofIssued) -> None:
    """Say that a sealed document is there, unless the act it proves, or corrects, was announced already."""
    if fact.version == 1 and fact.kind in ISSUED:
        kind, sentence = ISSUED[ProofKind(fact.kind)]
        announce(fact.deposit_id, kind, lambda: str(sentence))


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
        key=f"deposit.extended:{fact.deposit_id}:{fact.due_on}",
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
        key=f"deposit.due_moved:{fact.deposit_id}:{fact.before}:{fact.after}",
    )
    notices.tell_of_move(deposit_id=fact.deposit_id, before=fact.before, after=fact.after, now=timezone.now())


@facts.hears(DepositSilent, retry=PATIENT)
def certify_silence(fact: DepositSilent) -> None:
    """Seal the certificate of silence within seconds, and tell the office that it was late."""
    certificate.issue(deposit_id=fact.deposit_id, chain=fact.chain, position=fact.position, now=timezone.now())
    notices.tell_of_silence(deposit_id=fact.deposit_id, now=timezone.now())


@facts.hears(DepositForwarded, retry=PATIENT)
def seal_forwarding(fact: DepositForwarded) -> None:
    """Seal the proof of forwarding; the receipt of the other office comes by itself."""
    forwarding.issue(deposit_id=fact.deposit_id, chain=fact.chain, position=fact.position, now=timezone.now())


@facts.hears(DepositForwarded)
def announce_forwarding(fact: DepositForwarded) -> None:
    other = Deposit.objects.get(pk=fact.forwarded_id)
    announce(
        fact.deposit_id,
        "deposit.forwarded",
        lambda: _(
            "Your letter %(reference)s was forwarded to the competent administration; its number there: %(other)s."
        ),
        other=other.reference,
    )


# What the office writes is announced, never quoted.
ANNOUNCED = {
    MessageKind.NOTE: ("deposit.note", gettext_lazy("The office wrote to you about your letter %(reference)s.")),
    MessageKind.REQUEST: (
        "deposit.pieces_asked",
        gettext_lazy(
            "Pieces are missing in your letter %(reference)s; send them by %(day)s. Its time limit waits for them."
        ),
    ),
    MessageKind.REPLY: ("deposit.answered", gettext_lazy("Your letter %(reference)s is answered.")),
}
FROM_DEPOSITOR = {
    MessageKind.NOTE: gettext_lazy("The depositor of %(reference)s wrote to you."),
    MessageKind.COMPLETION: gettext_lazy("The missing pieces of %(reference)s came; its time limit runs again."),
}


@facts.hears(MessageWritten)
def announce_message(fact: MessageWritten) -> None:
    """Tell the other side that there is something to read."""
    message = Message.objects.select_related("deposit__office__administration").get(pk=fact.message_id)
    if message.from_office:
        kind, sentence = ANNOUNCED[MessageKind(message.kind)]
        announce(fact.deposit_id, kind, lambda: str(sentence), key=f"{kind}:{message.pk}", day=day_of(message))
    else:
        tell_office(message.deposit, "deposit.from_depositor", FROM_DEPOSITOR[MessageKind(message.kind)], message.pk)


@facts.hears(AnswerRead, retry=PATIENT)
def prove_reading(fact: AnswerRead) -> None:
    """The letter that went out as the answer was handed over: its sender holds evidence of that."""
    channel.read(deposit_id=fact.deposit_id, now=timezone.now())


@facts.hears(AnswerRead)
def announce_reading(fact: AnswerRead) -> None:
    deposit = Deposit.objects.get(pk=fact.deposit_id)
    tell_office(deposit, "deposit.answer_read", gettext_lazy("Your answer to %(reference)s was read."), deposit.pk)
