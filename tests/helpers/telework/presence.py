"""What `presence` adds to the small world of the house: a call, a closed week, days away, all of one teleworker."""

from __future__ import annotations

import functools
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

REASON = "اجتماع اللجنة"


class Presence:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    agreement_in_force: Any

    @functools.cached_property
    def callable_days(self) -> list[date]:
        """The remote days of the teleworker that are far enough ahead to be called for."""
        from diwan.telework.agreements import api as agreements

        row, today = self.agreement_in_force, timezone.now().date()
        return sorted(agreements.remote_days(row.person_id, today + timedelta(days=5), today + timedelta(days=60)))

    def call_of(self, reason: str, day: date) -> Any:
        from diwan.telework.presence.models import Call

        row, now = self.agreement_in_force, timezone.now()
        return Call.objects.create(
            person_id=row.person_id,
            agreement_id=row.pk,
            unit_id=row.unit_id,
            administration_id=row.administration_id,
            day=day,
            from_time=time(9),
            reason=reason,
            called_by_id=row.person_id,
            called_at=now,
        )

    @functools.cached_property
    def call_made(self) -> Any:
        return self.call_of(REASON, self.callable_days[0])

    def week_of(self, remark: str = "", weeks_ago: int = 1) -> Any:
        from diwan.telework.presence.models import Week

        row, now = self.agreement_in_force, timezone.now()
        return Week.objects.create(
            person_id=row.person_id,
            agreement_id=row.pk,
            unit_id=row.unit_id,
            administration_id=row.administration_id,
            first=now.date() - timedelta(days=now.weekday() + 7 * weeks_ago),
            state="closed",
            closed_at=now,
            remark=remark,
        )

    @functools.cached_property
    def week_closed(self) -> Any:
        return self.week_of()

    def absence_of(self, reason: str) -> Any:
        from diwan.telework.presence.models import Absence

        row, now = self.agreement_in_force, timezone.now()
        said = {"first": now.date(), "last": now.date(), "reason": reason, "said_at": now}
        return Absence.objects.create(person_id=row.person_id, unit_id=row.unit_id, **said)

    @functools.cached_property
    def absence_said(self) -> Any:
        return self.absence_of("")
