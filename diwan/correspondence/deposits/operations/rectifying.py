"""A mistake of registration is rectified: the old content is kept, the register says so, a new receipt is sealed."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import events, policies
from ..clocks import clock_of
from ..enums import OPEN, CorrectionKind, State, StepKind
from ..models import Correction, Deposit, Step
from .becoming import follow
from .handing_in import canonical, offered, searched

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingChanges(Refusal):
    message = _("Nothing is different from what is registered.")
    advice = _("Change what was registered wrongly, then confirm.")
    status = 422


class CorrectionReasonMissing(Refusal):
    message = _("Say why: the depositor reads it, and it stays in the register.")
    status = 422


class RegistrationAnnulled(Refusal):
    message = _("This registration is annulled: it stays in the register as it is.")


class TooLateToMove(Refusal):
    message = _("This letter is closed: its procedure and its unit cannot change any more.")


@dataclass(frozen=True)
class Registered:
    """What a clerk may have entered wrongly. The text and the pieces are the depositor's, and are never touched."""

    applicant_kind: str
    applicant_name: str
    representative: str
    identity_kind: str
    identity_number: str
    subject: str
    sender_reference: str
    procedure: int | None
    unit: int | None


APPLICANT = ("representative", "identity_kind", "identity_number")


def registered(row: Deposit) -> Registered:
    """What stands now."""
    said = {f.name: getattr(row, f.name) for f in fields(Registered) if f.name not in ("procedure", "unit")}
    return Registered(**said, procedure=row.procedure_version_id, unit=row.unit_id)


def rectify(*, actor: Actor, deposit_id: int, changes: Registered, reason: str, now: datetime) -> Deposit:
    """Correct what was entered wrongly at registration. The number and the legal time stay.

    The new content has a fingerprint of its own in the journal; the old content stays here, and its receipt stays valid
    as what was said then.

    Raises:
        CorrectionReasonMissing, NothingChanges
        NotAllowed: the actor does not keep the register.
        RegistrationAnnulled: it is annulled.
        TooLateToMove: another procedure or unit for a letter that is closed.
        ProcedureGone: the procedure is not one of this office.
    """
    if not reason.strip():
        raise CorrectionReasonMissing
    with acknowledged():
        row = correctable(actor, deposit_id)
        if row.state == State.ANNULLED:
            raise RegistrationAnnulled
        before = registered(row)
        changed = [f.name for f in fields(Registered) if getattr(before, f.name) != getattr(changes, f.name)]
        if not changed:
            raise NothingChanges
        if row.state not in OPEN and {"procedure", "unit"} & set(changed):
            raise TooLateToMove
        told = [difference(name, getattr(before, name), getattr(changes, name), now) for name in changed]
        number = corrected(row, CorrectionKind.RECTIFIED, told, reason.strip(), actor, now)
        apply(row, changes, changed, now)
        row.content = content = rectified_content(row.content, changes, row)
        row.save()
        Step.objects.create(deposit=row, kind=StepKind.RECTIFIED, at=now, unit_id=row.office.unit_id)
        follow(row, actor, now)
        facts.tell(events.DepositRectified(deposit_id=row.pk, number=number))
        registers.rectify(
            entry_id=row.entry_id,
            content_digest=hashlib.sha256(content.encode()).digest(),
            reason=reason.strip(),
            actor=actor,
            now=now,
        )
        return row


def correctable(actor: Actor, deposit_id: int) -> Deposit:
    """The deposit, locked, if this actor keeps the register it stands in."""
    rows = Deposit.objects.locked().select_related("office__administration", "office__unit", "entry__book")
    row = rows.get(pk=deposit_id)
    if not policies.may_correct(actor, row):
        raise NotAllowed
    return row


def corrected(
    row: Deposit, kind: CorrectionKind, changes: list[dict[str, str]], reason: str, actor: Actor, now: datetime
) -> int:
    """Keep what stood before, and say who changed what; the number of this correction."""
    number = row.corrections.count() + 1
    Correction.objects.create(
        deposit=row,
        kind=kind,
        number=number,
        changes=changes,
        content=row.content,
        reason=reason,
        at=now,
        by_id=actor.person_id,
    )
    return number


def difference(field: str, old: Any, new: Any, now: datetime) -> dict[str, str]:
    """One change, in the words it is shown with: names are kept as they were called then."""
    if field in ("procedure", "unit"):
        old, new = (named(field, key, now) for key in (old, new))
    return {"field": field, "old": str(old or ""), "new": str(new or "")}


def named(field: str, key: int | None, now: datetime) -> str:
    if key is None:
        return ""
    if field == "unit":
        return organisations.unit_name(key, now.date(), "ar")
    card = procedures.card(key)
    return card.names.ar if card else ""


def apply(row: Deposit, changes: Registered, changed: list[str], now: datetime) -> None:
    """The new values on the row, and the legal time they give."""
    for name in changed:
        if name not in ("procedure", "unit"):
            setattr(row, name, getattr(changes, name))
    row.unit_id = changes.unit
    row.search_text = searched(row.reference, row.applicant_name, row.subject, row.body)
    if "procedure" not in changed:
        return
    country = row.office.administration.country
    office = organisations.office_card(row.office_id, now)
    assert office is not None  # offices are closed, never removed
    card = offered(changes.procedure, office)
    row.procedure_version_id = changes.procedure
    if "unit" not in changed and card and card.unit_id:
        row.unit_id = card.unit_id
    row.clock_started_on = row.due_on = None
    if card and card.rule:
        if card.clock_start == procedures.ClockStart.REGISTRATION:
            row.clock_started_on = row.received_on or calendars.local_day(row.registered_at, country)
        elif row.state == State.ACCEPTED and row.decided_at:
            row.clock_started_on = calendars.local_day(row.decided_at, country)
        clock = clock_of(row, card)
        row.due_on = clock.due_on if clock else None


def rectified_content(old: str, changes: Registered, row: Deposit) -> str:
    """The sealed content with what was corrected, naming the one it replaces by its digest."""
    content = json.loads(old)
    content["applicant"] |= {"name": changes.applicant_name, "kind": str(changes.applicant_kind)}
    content["applicant"] |= {name: str(getattr(changes, name)) for name in APPLICANT}
    card = procedures.card(row.procedure_version_id) if row.procedure_version_id else None
    content |= {
        "procedure": card.code if card else "",
        "replaces": hashlib.sha256(old.encode()).hexdigest(),
        "salt": secrets.token_hex(16),
        "subject": changes.subject,
    }
    return canonical(content)
