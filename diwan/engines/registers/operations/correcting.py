"""Lines are corrected in the open, never taken back: annulled or rectified, with a reason, in their book's chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import FOLLOWS, State
from ..models import RegisterEntry

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingToCorrect(Refusal):
    message = _("This entry is annulled: it stays in the register as it is.")


@transaction.atomic
def annul(*, entry_id: int, reason: str, actor: Actor, now: datetime) -> RegisterEntry:
    """Mark an entry as annulled. It keeps its number and its line; the journal says who, when and why.

    Raises:
        NotAllowed: the actor does not keep this register.
        NothingToCorrect: it is annulled already.
    """
    return correct(entry_id=entry_id, state=State.ANNULLED, facts={"reason": reason}, actor=actor, now=now)


@transaction.atomic
def rectify(*, entry_id: int, content_digest: bytes, reason: str, actor: Actor, now: datetime) -> RegisterEntry:
    """Record that what an entry held was corrected: the new fingerprint stands in the row, the old one in the journal.

    Raises:
        NotAllowed: the actor does not keep this register.
        NothingToCorrect: it is annulled.
    """
    facts = {"digest": content_digest.hex(), "reason": reason}
    return correct(entry_id=entry_id, state=State.RECTIFIED, facts=facts, actor=actor, now=now)


def correct(*, entry_id: int, state: State, facts: dict[str, Any], actor: Actor, now: datetime) -> RegisterEntry:
    """Put an entry in another state and say so in the chain of its book.

    The journal is given the fingerprint of what the line holds from now on, so that whoever holds the content can prove
    it from that entry alone.
    """
    entry = RegisterEntry.objects.select_related("book__office__unit").select_for_update(of=["self"]).get(pk=entry_id)
    if not policies.may_correct(actor, entry):
        raise NotAllowed
    if state not in FOLLOWS[State(entry.state)]:
        raise NothingToCorrect
    entry.state = state
    entry.content_digest = bytes.fromhex(facts.get("digest", bytes(entry.content_digest).hex()))
    vouch(entry, kind=f"register.{state}", facts=facts, actor=actor, now=now)
    return entry


def vouch(entry: RegisterEntry, *, kind: str, facts: dict[str, Any], actor: Actor, now: datetime) -> journal.Appended:
    """Write in the chain what the line holds from now on, and save it; the line is locked by the caller."""
    said = journal.append(
        chain=entry.book.chain,
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"{entry.subject_kind}:{entry.subject_id}",
        facts={"digest": bytes(entry.content_digest).hex(), "number": entry.number, **facts},
    )
    entry.vouched_at = said.position
    entry.save(update_fields=["state", "subject_kind", "subject_id", "content_digest", "vouched_at"])
    return said
