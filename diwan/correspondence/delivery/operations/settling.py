"""Where a sending stands, changed in one place: what a try gave, what the other end answered; each is noted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit import failpoints
from diwan.kit.transactions import acknowledged

from ..enums import LIVE, State, Why
from ..events import SendingMoved
from ..models import Sending
from ..registry import channel
from .proving import issuer_of, journalled, keep, office_now, prove

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

    from ..registry import Outcome


def answered(*, message_id: uuid.UUID, outcome: Outcome, actor: Actor = organisations.SYSTEM, now: datetime) -> None:
    """The other end says what became of a message: told twice or out of order, it is noted once.

    Raises:
        Sending.DoesNotExist: it is none of ours.
    """
    with acknowledged():
        letter, row = taken(Sending.objects.values_list("pk", flat=True).get(message_id=message_id))
        settle(letter, row, outcome, now, actor=actor)
        failpoints.reach("delivery.answered")


def settle(letter: Letter, row: Sending, outcome: Outcome, now: datetime, *, actor: Actor) -> bool:
    """Bring a locked sending where the outcome says, if that may follow; evidence is kept anyhow. Whether it moved.

    After we gave up, and the letter left again by another way, the answer to the first stays a piece of evidence.
    """
    rows = keep(row, outcome.proofs)
    own = prove(row, outcome.events, issuer=issuer_of(office_now(letter.office_id, now)), actor=actor, now=now)
    if own and (way := channel(row.channel)) and way.proved:
        way.proved(row)
    rows += own
    moves = row.may_become(outcome.state) and not (
        row.state == State.FAILED and Sending.objects.filter(party_id=row.party_id, state__in=LIVE).exists()
    )
    if moves:
        row.state, row.moved_at, row.next_attempt_at = outcome.state, now, None
        row.reason_code, row.reason = outcome.code, outcome.words
        row.their_reference = outcome.their_reference[:80] or row.their_reference
        facts.tell(SendingMoved(sending_id=row.pk, state=row.state))
    row.data |= outcome.data
    row.save(
        update_fields=[
            "state",
            "moved_at",
            "next_attempt_at",
            "reason_code",
            "reason",
            "their_reference",
            "data",
            "last_code",
            "last_error",
        ]
    )
    if moves and f"delivery.{row.state}" in TOLD:
        letters.record(
            letter=letter,
            kind=f"delivery.{row.state}",
            actor=actor,
            now=now,
            party=row.party.name,
            reference=row.their_reference or "—",
            reason=row.reason or str(Why(row.reason_code).label),
        )
    journalled(rows, office_id=letter.office_id, actor=actor, now=now)
    return moves


TOLD = {f"delivery.{state}" for state in ("accepted", "refused", "returned", "failed", "withdrawn")}


def taken(sending_id: int) -> tuple[Letter, Sending]:
    """The letter, then the sending, both locked."""
    letter = letters.locked(Sending.objects.values_list("letter_id", flat=True).get(pk=sending_id))
    return letter, Sending.objects.locked().select_related("party").get(pk=sending_id)
