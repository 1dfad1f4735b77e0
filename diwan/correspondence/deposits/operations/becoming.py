"""An accepted deposit becomes an incoming letter, with the same line of the register; the letter follows the deposit.

Whoever locks both locks the deposit first, and the letter before the journal is written: nobody else locks both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.transactions import acknowledged

from ..enums import ApplicantKind, Channel, MessageKind, State
from ..models import Deposit, MessageFile
from ..queries.becoming import origin_of

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

KINDS = {
    ApplicantKind.PERSON: letters.PartyKind.PERSON,
    ApplicantKind.COMPANY: letters.PartyKind.COMPANY,
    ApplicantKind.ADMINISTRATION: letters.PartyKind.ADMINISTRATION,
}
MEDIA = {Channel.COUNTER: letters.Medium.COUNTER, Channel.POST: letters.Medium.POST}
# What ends a deposit ends its letter: answered, decided by silence or passed on, nothing is left to do with it here.
ENDS = {
    State.ANSWERED: letters.State.CLOSED,
    State.SILENT: letters.State.CLOSED,
    State.FORWARDED: letters.State.CLOSED,
    State.RETURNED: letters.State.RETURNED,
    State.ANNULLED: letters.State.ANNULLED,
}


def follow(row: Deposit, actor: Actor, now: datetime, *, reason: str = "") -> None:
    """Bring the letter of a locked deposit to where the deposit stands; make it when the deposit is accepted.

    Called by every act that changes what both have in common, before the act is journalled. Nothing where there is no
    letter yet or no more, and nothing twice.
    """
    found = letters.Letter.objects.filter(origin=origin_of(row.pk)).values_list("pk", flat=True).first()
    if found is None:
        if row.state == State.ACCEPTED:
            become(row, actor, now)
        return
    letter = letters.locked(found)
    if letter.erased_at is not None:
        return
    letters.retell(letter=letter, new=told(row), content=row.content)
    letters.add_pieces(letter, missing_pieces(row, letter), {}, now)
    if letter.state not in letters.OPEN:
        return
    end = ENDS.get(State(row.state))
    if end is None:
        why = _("The time of the deposit has moved.")
        kind = letters.DueKind.LEGAL if row.due_on else ""
        letters.follow_due(letter=letter, due_on=row.due_on, due_kind=kind, reason=why, actor=actor, now=now)
        return
    said = "" if end == letters.State.CLOSED else reason or row.reason
    letters.settle(letter=letter, state=end, actor=actor, now=now, reason=said)


def become(row: Deposit, actor: Actor, now: datetime) -> None:
    office = organisations.office_card(row.office_id, now)
    assert office is not None  # offices are closed, never removed
    letters.take(
        actor=actor,
        office=office,
        letter=told(row),
        pieces=files_of(row),
        entry=row.entry,
        content=row.content,
        now=now,
    )


def told(row: Deposit) -> letters.NewLetter:
    """What a deposit says, in the words of letters."""
    sender = letters.Correspondent(
        name=row.applicant_name or "—",
        kind=KINDS.get(ApplicantKind(row.applicant_kind), letters.PartyKind.PERSON),
        representative=row.representative,
        identity=row.identity_number,
        email=row.email,
        phone=row.phone,
        address=row.address,
        unit=row.sender_unit_id,
    )
    return letters.NewLetter(
        subject=row.subject,
        parties=(sender,),
        body=row.body,
        language=row.language,
        medium=MEDIA.get(Channel(row.channel), letters.Medium.ONLINE),
        unit=row.unit_id,
        received_on=row.received_on,
        their_reference=row.sender_reference,
        kept_at=row.kept_at,
        procedure_version=row.procedure_version_id,
        due_on=row.due_on,
        due_kind=letters.DueKind.LEGAL if row.due_on else "",
        origin=origin_of(row.pk),
    )


def files_of(row: Deposit) -> list[int]:
    """The pieces handed in, then those sent later, as many as a letter may have (2 queries)."""
    handed = list(row.pieces.order_by("position").values_list("file_id", flat=True))
    later = MessageFile.objects.filter(message__deposit=row, message__kind=MessageKind.COMPLETION)
    sent = later.order_by("message__at", "message_id", "position").values_list("file_id", flat=True)
    return list(dict.fromkeys([*handed, *sent]))[: settings.DIWAN_FILES_PER_THING]


def missing_pieces(row: Deposit, letter: letters.Letter) -> list[int]:
    held = set(letter.pieces.values_list("file_id", flat=True))
    room = settings.DIWAN_FILES_PER_THING - len(held)
    return [file_id for file_id in files_of(row) if file_id not in held][: max(room, 0)]


def adopt(*, now: datetime) -> int:
    """Make letters of the accepted deposits that have none, which were accepted before letters were kept; how many."""
    named = Concat(Value("deposit:"), Cast("pk", CharField()))
    made = letters.Letter.objects.filter(origin=OuterRef("named"))
    rows = Deposit.objects.filter(state=State.ACCEPTED).alias(named=named).filter(~Exists(made))
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        with acknowledged():
            found = Deposit.objects.locked().select_related("office__administration", "entry__book").get(pk=key)
            follow(found, organisations.SYSTEM, now)
    return len(keys)
