"""Who is never called on site in a crisis: recorded on a proof that was shown, which is not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from ..models import Exemption
from .common import demand, told

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NotSeated(Refusal):
    message = _("This person sits in no post of the administration.")
    status = 422


class ExemptedAlready(Refusal):
    message = _("This person is exempted already.")


@transaction.atomic
def exempt(*, actor: Actor, person_id: int, proof: str, until: date | None = None, now: datetime) -> Exemption:
    """Exempt somebody; plans made from now on leave them away. The reference of the proof is kept, never the reason.

    Raises:
        NotAllowed, NotSeated, ExemptedAlready
    """
    seats = organisations.actor_for(person_id, now).seats
    held = next((one for one in seats if one.basis == organisations.Basis.HOLDER), None)
    if held is None:
        raise NotSeated
    demand(actor, held.place)
    rows = Exemption.objects.filter(administration=held.administration_id, person=person_id, ended_at=None)
    if rows.select_for_update(of=("self",)).exists():
        raise ExemptedAlready
    row = Exemption.objects.create(
        administration_id=held.administration_id,
        unit_id=held.unit_id,
        person_id=person_id,
        proof=proof.strip(),
        until=until,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    told(held.administration_id, "exemption.recorded", f"exemption:{row.pk}", actor, now)
    return row


@transaction.atomic
def end_exemption(*, actor: Actor, exemption_id: int, now: datetime) -> Exemption:
    """No more; what was planned stays. Raises NotAllowed."""
    row = Exemption.objects.locked().select_related("unit").get(pk=exemption_id)
    demand(actor, row.unit)
    if row.ended_at is not None:
        raise NotAllowed
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    told(row.administration_id, "exemption.ended", f"exemption:{row.pk}", actor, now)
    return row
