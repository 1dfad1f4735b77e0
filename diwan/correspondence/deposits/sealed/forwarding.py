"""The proof of forwarding: where a letter was, where it went, under which two numbers, when and why.

It cites no law: the duty to pass on what is another office's was not read in an official text (nor in law 55-19), and a
sealed document states nothing on hearsay. Its `proof.json` is the line of the forwarding in the journal of the first
register, `content.json` what was handed in: its digest stands in that line and in the other register;
`registration.json` is its place there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal

from ..enums import ProofKind
from ..models import Deposit
from .making import Texts, carried, heading, make, moment, office_of, proven, said, verification
from .receipts import proof_of, register_title

if TYPE_CHECKING:
    from datetime import datetime


def issue(*, deposit_id: int, chain: str, position: int, now: datetime) -> None:
    """Seal and attach the proof that a letter was forwarded; does nothing when it is there already."""
    rows = Deposit.objects.select_related("office__administration", "entry__book")
    old = rows.get(pk=deposit_id)
    if old.receipts.filter(kind=ProofKind.FORWARDING).exists():
        return
    new, place = rows.get(forwarded_from_id=deposit_id), proven(lambda: journal.proof(chain, position), now)
    make(
        old,
        kind=ProofKind.FORWARDING,
        template="deposits/forwarding",
        data=page_data(old, new),
        carried=[
            carried("proof.json", place, "The forwarding, in the first register's journal"),
            carried("registration.json", proof_of(new, now), "Place of the letter in the other register"),
            carried("content.json", old.content, "What was deposited"),
        ],
        name=f"{old.reference}-forwarding",
        at=new.registered_at,
        now=now,
    )


def page_data(old: Deposit, new: Deposit) -> dict[str, Any]:
    """What the page says, each text in the three languages it may be read in."""
    sender = side(old)
    return {
        "administration": sender["administration"],
        "office": sender["office"],
        "sender": sender,
        "receiver": side(new),
        "depositor": {"name": old.applicant_name},
        "subject": old.subject,
        "reason": old.reason,
        "time": legal_time(new),
        "verification": verification(old),
    }


def side(deposit: Deposit) -> dict[str, Any]:
    """One of the two offices, and the number and moment the letter has in its register."""
    office = office_of(deposit, deposit.registered_at)
    return {
        **heading(office),
        "register": register_title(deposit),
        "reference": deposit.reference,
        **moment(deposit.registered_at, office.country),
    }


def legal_time(new: Deposit) -> Texts:
    """From when the time to answer runs, and until when: at the competent administration, from its registration."""
    country = new.office.administration.country
    starts = calendars.local_day(new.registered_at, country)

    def sentence(language: str) -> str:
        days = {"starts": calendars.format_date(starts, language, country)}
        if new.due_on is None:
            return _("The receiving office has had the letter since %(starts)s.") % days
        days["due"] = calendars.format_date(new.due_on, language, country)
        return _("The time to answer runs at the receiving office from %(starts)s and ends on %(due)s.") % days

    return said(sentence)
