"""What was done to a letter is written twice: in words for its history, in digests for the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.journal import api as journal

from .. import acts
from ..models import Act
from . import indexing

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..models import Letter


def record(
    *,
    letter: Letter,
    kind: str,
    actor: Actor,
    now: datetime,
    seat: Seat | None = None,
    chain: str = "",
    **detail: Any,
) -> Act:
    """Write an act in the history of a letter and in the journal, in the caller's transaction. Call it last.

    `chain` of the journal where the caller knows it, which spares reading it.

    `detail` is what the sentence of the act needs (see `acts.register_act`): it stays in the history, and can be
    forgotten with the letter. The journal, which forgets nothing, gets who, when, from which seat and what.

    Raises:
        LookupError: no app registered the sentence of this kind.
    """
    if not acts.is_known(kind):
        raise LookupError(kind)
    indexing.touch(letter)
    act = Act.objects.create(
        letter=letter,
        kind=kind,
        at=now,
        person_id=actor.person_id,
        post_id=seat.post_id if seat else None,
        basis=seat.basis if seat else "",
        detail=detail,
    )
    facts = {"reference": letter.reference, "act": act.pk}
    if seat:
        facts |= {"post": seat.post_id, "basis": str(seat.basis)}
    journal.append(
        chain=chain or chain_of(letter),
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"letter:{letter.pk}",
        facts=facts,
    )
    return act


def chain_of(letter: Letter) -> str:
    """A numbered letter is journalled in the chain of its register; a draft in that of its office."""
    return letter.entry.book.chain if letter.entry else f"letters:{letter.office_id}"
