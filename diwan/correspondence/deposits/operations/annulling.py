"""A registration made by mistake is annulled: the line stays in the register, and the depositor is told why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.engines.registers import api as registers
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from .. import events
from ..enums import TRANSITIONS, CorrectionKind, State, StepKind
from ..models import Deposit, Step
from .becoming import follow
from .rectifying import CorrectionReasonMissing, RegistrationAnnulled, correctable, corrected

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class TooLateToAnnul(Refusal):
    message = _("This letter is closed (%(state)s): its registration cannot be annulled any more.")
    advice = _("Rectify what was entered wrongly instead.")


def annul(*, actor: Actor, deposit_id: int, reason: str, now: datetime) -> Deposit:
    """Say that a registration was a mistake: the same letter twice, another office's letter, a test.

    The number is not given again. The receipt is replaced by a notice of annulment.

    Raises:
        CorrectionReasonMissing
        NotAllowed: the actor does not keep the register.
        RegistrationAnnulled, TooLateToAnnul
    """
    if not reason.strip():
        raise CorrectionReasonMissing
    with acknowledged():
        row = correctable(actor, deposit_id)
        if row.state == State.ANNULLED:
            raise RegistrationAnnulled
        if State.ANNULLED not in TRANSITIONS[row.state]:
            raise TooLateToAnnul(state=row.get_state_display())
        number = corrected(row, CorrectionKind.ANNULMENT, [], reason.strip(), actor, now)
        row.state, row.closed_at = State.ANNULLED, now
        if row.decided_at is None:
            row.decided_at, row.decided_by_id = now, actor.person_id
        row.save(update_fields=["state", "closed_at", "decided_at", "decided_by"])
        Step.objects.create(deposit=row, kind=StepKind.ANNULLED, at=now, unit_id=row.office.unit_id)
        follow(row, actor, now, reason=reason.strip())
        facts.tell(events.DepositAnnulled(deposit_id=row.pk, number=number))
        registers.annul(entry_id=row.entry_id, reason=reason.strip(), actor=actor, now=now)
        return row
