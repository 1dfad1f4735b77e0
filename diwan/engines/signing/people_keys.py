"""From a row to a key at work: whoever signs asks here, and never knows where the key is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .enums import Kind, State
from .models import PersonKey
from .signers import NoSignature

if TYPE_CHECKING:
    from .signers import Signer


def signer_for(person_id: int, key: str, *, given: dict[str, str] | None = None) -> Signer:
    """The key at work. `given` is what a remote service asks of its owner each time (PIN, OTP); it is kept nowhere.

    Raises:
        NoSignature: absent (not this person's, put away), revoked, late (expired or not yet), locked.
    """
    row = PersonKey.objects.select_related("issued").filter(person_id=person_id, pk=_number(key)).first()
    if row is None:
        raise NoSignature("absent")
    now = datetime.now(UTC)
    state = row.state(now)
    if state == State.REVOKED:
        raise NoSignature("revoked")
    if state == State.CLOSED:
        raise NoSignature("absent")
    if state == State.EXPIRED or row.valid_from > now:
        raise NoSignature("late")
    return _at_work(row, given or {})


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0


def _at_work(row: PersonKey, given: dict[str, str]) -> Signer:
    from .providers import agent, csc, module
    from .providers.software import Software

    if row.kind in {Kind.OWN, Kind.FILE}:
        return Software.of(row)
    if row.kind == Kind.MODULE:
        return module.signer_of(row)
    if row.kind == Kind.AGENT:
        return agent.Relay(row)
    return csc.signer_of(row, given)
