"""What a machine must know before it may count days: the legal time that each profile declares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import checks

from .profile import Profile, countries, profile
from .queries import zone


@checks.register()
def zone_data_are_current(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when the zone data disagree with the law: deadlines near midnight and printed hours would be wrong."""
    return [
        checks.Warning(
            f"The time zone data of this machine do not know the legal time of {country} since {block.since}.",
            hint="Update the package tzdata.",
            id="calendars.W001",
        )
        for country in countries()
        for block in disagreements(profile(country))
    ]


def disagreements(of: Profile) -> list[Any]:
    """The blocks of legal time that `zoneinfo` does not follow, at noon of their first day."""
    found = []
    for block in of.clock:
        noon = datetime(block.since.year, block.since.month, block.since.day, 12, tzinfo=UTC)
        if noon.astimezone(zone(of.country)).utcoffset() != timedelta(minutes=block.minutes):
            found.append(block)
    return found
