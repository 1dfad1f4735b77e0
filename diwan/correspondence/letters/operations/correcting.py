"""A mistake of registration is rectified, or annulled: the old content is kept, the register says so."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import TRANSITIONS, CorrectionKind, State
from ..models import Correction, Letter, Party
from .moving import NotNow, ReasonMissing, locked, settle
from .recording import record
from .registering import correspondent, sealed_content
from .sights import refresh

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

FIELDS = ("subject", "their_reference", "dated_on", "received_on", "medium", "kept_at")
NAMES = ("name", "representative", "title")


class NothingChanges(Refusal):
    message = _("Nothing is different from what is registered.")
    advice = _("Change what was registered wrongly, then confirm.")
    status = 422


class CorrectedElsewhere(Refusal):
    message = _("This letter was deposited: its registration is corrected where deposits are.")


@dataclass(frozen=True)
class Registered:
    """What may have been entered wrongly. `parties`: name, representative and title of each, by its key."""

    subject: str
    their_reference: str
    dated_on: date | None
    received_on: date | None
    medium: str
    kept_at: str
    parties: dict[int, tuple[str, str, str]] = field(default_factory=dict)


def registered(row: Letter) -> Registered:
    """What stands now (1 query)."""
    parties = {party.pk: (party.name, party.representative, party.title) for party in row.parties.all()}
    return Registered(**{name: getattr(row, name) for name in FIELDS}, parties=parties)


def rectify(*, actor: Actor, letter_id: int, changes: Registered, reason: str, now: datetime) -> Letter:
    """Correct what was entered wrongly at registration. The number, the moment and the pieces stay.

    Raises:
        ReasonMissing, NothingChanges
        NotAllowed: the actor does not keep the register, or may not open the letter.
        NotNow: it has no number yet, or is annulled.
        CorrectedElsewhere: it came as a deposit.
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        row = correctable(actor, letter_id)
        told = differences(registered(row), changes)
        if not told:
            raise NothingChanges
        keep(row, CorrectionKind.RECTIFIED, told, reason.strip(), actor, now)
        apply(row, changes)
        old = row.content
        row.content = json_with(sealed_content(row), replaces=hashlib.sha256(old.encode()).hexdigest())
        row.search_text = row.searched
        row.save()
        refresh(row)
        digest = hashlib.sha256(row.content.encode()).digest()
        registers.rectify(entry_id=row.entry_id, content_digest=digest, reason=reason.strip(), actor=actor, now=now)
        record(letter=row, kind="letters.rectified", actor=actor, now=now, reason=reason.strip())
        return row


def annul(*, actor: Actor, letter_id: int, reason: str, now: datetime) -> Letter:
    """Say that a registration was a mistake. The number stays in the register and is not given again.

    Raises:
        ReasonMissing, NotAllowed, CorrectedElsewhere
        NotNow: it is closed, returned, annulled, or has no number.
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        row = correctable(actor, letter_id)
        if State.ANNULLED not in TRANSITIONS[row.state]:
            raise NotNow(state=row.get_state_display())
        keep(row, CorrectionKind.ANNULMENT, [], reason.strip(), actor, now)
        registers.annul(entry_id=row.entry_id, reason=reason.strip(), actor=actor, now=now)
        settle(letter=row, state=State.ANNULLED, actor=actor, now=now, reason=reason.strip())
        return row


def correctable(actor: Actor, letter_id: int) -> Letter:
    """The letter, locked, if this actor keeps the register it stands in and may open it."""
    row = locked(letter_id)
    if not policies.may_correct(actor, row) or not Letter.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise NotAllowed
    if row.state in (State.DRAFT, State.ANNULLED):
        raise NotNow(state=row.get_state_display())
    if row.origin:
        raise CorrectedElsewhere
    return row


def differences(before: Registered, after: Registered) -> list[dict[str, str]]:
    """Each change as it is shown: what, before, after."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in FIELDS]
    for key, names in before.parties.items():
        given = after.parties.get(key, names)
        pairs += [(f"party.{name}", old, new) for name, old, new in zip(NAMES, names, given, strict=True)]
    return [{"field": name, "old": said(old), "new": said(new)} for name, old, new in pairs if old != new]


def said(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def apply(row: Letter, changes: Registered) -> None:
    for name in FIELDS:
        setattr(row, name, getattr(changes, name))
    parties = list(row.parties.all())
    for party in parties:
        for name, value in zip(NAMES, changes.parties.get(party.pk, ()), strict=False):
            setattr(party, name, value)
    Party.objects.bulk_update(parties, NAMES)
    row.correspondent = correspondent(row.kind, parties)


def keep(
    row: Letter, kind: CorrectionKind, changes: list[dict[str, str]], reason: str, actor: Actor, now: datetime
) -> None:
    Correction.objects.create(
        letter=row,
        kind=kind,
        number=row.corrections.count() + 1,
        changes=changes,
        content=row.content,
        reason=reason,
        at=now,
        by_id=actor.person_id,
    )


def json_with(content: str, **more: str) -> str:
    return json.dumps(json.loads(content) | more, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
