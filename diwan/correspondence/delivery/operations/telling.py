"""What the receiving office answered, brought to the sender on the same instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..enums import ArrivalState, State, Why
from ..models import Arrival
from ..registry import Outcome
from .arriving import proofs_of
from .settling import answered

if TYPE_CHECKING:
    from datetime import datetime

STATES = {
    ArrivalState.WAITING: State.CONSIGNED,
    ArrivalState.REGISTERED: State.ACCEPTED,
    ArrivalState.REFUSED: State.REFUSED,
    ArrivalState.RETURNED: State.RETURNED,
    ArrivalState.WITHDRAWN: State.WITHDRAWN,
}


def report(*, arrival_id: int, now: datetime) -> None:
    """Tell the sender how the arrival stands now, with all evidence made of it. Told twice, it is noted once."""
    row = Arrival.objects.select_related("letter").get(pk=arrival_id)
    answered(message_id=row.message_id, outcome=answer_of(row), now=now)


def answer_of(row: Arrival) -> Outcome:
    """How an arrival stands, as its sender is to note it; also what another instance is told."""
    return Outcome(
        state=STATES[ArrivalState(row.state)],
        code=Why(row.reason_code),
        words=row.reason,
        proofs=proofs_of(row),
        their_reference=row.letter.reference if row.letter else "",
    )
