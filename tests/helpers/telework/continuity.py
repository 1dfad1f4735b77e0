"""What `continuity` adds to the small world of the house."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.core import people


class Continuity:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    office: Any
    users: dict[str, Any]

    def crisis_because(self, reason: str, in_days: int = 0) -> Any:
        """A crisis switch whose plan is made."""
        from diwan.core.calendars import api as calendars
        from diwan.telework.continuity import api as continuity
        from diwan.telework.continuity.operations import switching

        now = timezone.now()
        first = calendars.local_day(now, "MA") + timedelta(days=in_days)
        asked = continuity.Asked(
            unit_id=people.root(self.here).pk,
            rule="reduced_presence",
            starts_on=first,
            ends_on=first + timedelta(days=13),
            reason=reason,
        )
        assert self.office
        crisis = continuity.ask(actor=people.SYSTEM, asked=asked, now=now)
        switching.plan(crisis_id=crisis.pk, now=now)
        crisis.refresh_from_db()
        return crisis

    @functools.cached_property
    def crisis(self) -> Any:
        return self.crisis_because("وضعية وبائية")

    @functools.cached_property
    def crisis_in_force(self) -> Any:
        """Signed by its signer, everybody told."""
        from diwan.telework.continuity import api as continuity
        from tests.helpers.house import HOLDER
        from tests.helpers.telework.acts import sign

        actor = self.actor(HOLDER)  # type: ignore[attr-defined]
        row = continuity.submit(actor=actor, crisis_id=self.crisis.pk, now=timezone.now())
        sign(row.act_id)  # type: ignore[arg-type]
        row.refresh_from_db()
        return row

    @functools.cached_property
    def continuity_plan(self) -> Any:
        """A version being written, with a service."""
        from diwan.telework.continuity import api as continuity

        assert self.office
        now = timezone.now()
        plan = continuity.begin_plan(actor=people.SYSTEM, administration_id=self.here.pk, now=now)
        said = continuity.Service(
            unit_id=people.root(self.here).pk, name="أداء الأجور", what="أداء أجور الموظفين في وقتها", minimum=1, away=1
        )
        return continuity.put_service(actor=people.SYSTEM, plan_id=plan.pk, said=said, now=now)

    @functools.cached_property
    def vital_service(self) -> Any:
        return self.continuity_plan.services.get()

    @functools.cached_property
    def exemption(self) -> Any:
        from diwan.telework.continuity import api as continuity
        from tests.helpers.house import STRANGER

        person = self.users[STRANGER]
        return continuity.exempt(actor=people.SYSTEM, person_id=person.pk, proof="شهادة 2026/12", now=timezone.now())
