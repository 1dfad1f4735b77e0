"""What arrives by post or at the counter is registered by a clerk, on behalf of whoever brings or sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from ..policies import PROCESS
from .handing_in import BY_HAND, Applicant, Arrival, Deposited, Letter, deposit

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NotArrivedYet(Refusal):
    message = _("The letter cannot have arrived after today. Correct the day it arrived.")
    status = 422


def register_arrival(
    *, actor: Actor, office_id: int, applicant: Applicant, letter: Letter, arrival: Arrival, now: datetime
) -> Deposited:
    """Enter a letter on paper in the incoming register of an office. Legal time runs from the day it arrived.

    The answer holds the follow-up code, to be handed over on a slip: it is not kept.

    Raises:
        NotAllowed: the actor does not process what that office receives.
        NotArrivedYet: it is said to arrive tomorrow or later.
        registers.NotReserved: the reserved number asked for was taken meanwhile.
        OfficeClosed, ProcedureGone, files.FileGone, files.TooManyFiles: as for `deposit`.
    """
    office = next(
        (o for o in organisations.offices_within(actor, PROCESS, now, open_only=True) if o.id == office_id), None
    )
    if office is None or arrival.channel not in BY_HAND:
        raise NotAllowed
    if arrival.received_on and arrival.received_on > calendars.local_day(now, office.country):
        raise NotArrivedYet
    return deposit(actor=actor, office_id=office_id, applicant=applicant, letter=letter, arrival=arrival, now=now)
