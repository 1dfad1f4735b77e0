"""A look at what somebody did remotely: its purpose stated, itself in the journal, shown to the person (SEC-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.kit.refusals import Refusal

from ..enums import NOTICE
from ..models import Look
from .common import demand_guard, record, tell

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

LONGEST = 92  # days of one look


class TooLong(Refusal):
    message = gettext_lazy("A look covers at most three months.")
    status = 422


class NotOfYours(Refusal):
    message = gettext_lazy("This person has no account in your administration.")
    status = 422


@transaction.atomic
def look(*, actor: Actor, person_id: int, purpose: str, first: date, last: date, now: datetime) -> Look:
    """Open the log of a person over a period. They are told who looked, and what for.

    Raises:
        NotAllowed, NotOfYours, TooLong
    """
    person = get_user_model().objects.filter(pk=person_id).first()
    if person is None or person.administration_id is None or actor.person_id is None:
        raise NotOfYours
    demand_guard(actor, person.administration_id)
    if (last - first).days > LONGEST:
        raise TooLong
    row = Look.objects.create(
        administration_id=person.administration_id,
        person=person,
        by_id=actor.person_id,
        purpose=purpose.strip(),
        first=first,
        last=last,
        at=now,
    )
    tell(
        person,
        NOTICE,
        lambda: _("The log of your remote work was looked at"),
        reverse("safe_access:my_log"),
        f"look:{row.pk}",
        now,
    )
    said = {"person": person_id, "first": first.isoformat(), "last": last.isoformat()}
    record(row.administration_id, "log.looked_at", f"user:{person_id}", actor, now, **said)
    return row
