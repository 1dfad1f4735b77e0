"""How many people a scope has on each of some days: those who hold a post there at noon of that day.

Few seats change within a span of days, so those that do not are counted by the database, once, and the others by hand.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations

from .models import Member

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from .models import Scope

NOON = time(12)


def populations(scopes: Iterable[Scope], days: Iterable[date], country: str = "") -> dict[tuple[int, date], int]:
    """People by scope and day (2 queries a scope, however many days). The scopes come with their unit and group."""
    wanted, found = sorted(set(days)), {}
    for scope in scopes:
        if wanted:
            country = country or organisations.country_of(scope.administration_id)
            counted = _of_group(scope, wanted, country) if scope.group_id else _of_unit(scope, wanted, country)
            found.update({(scope.pk, day): number for day, number in counted.items()})
    return found


def _of_unit(scope: Scope, days: list[date], country: str) -> dict[date, int]:
    noons = _noons(days, country)
    first, last = noons[days[0]], noons[days[-1]]
    lasting = Q(holding__ends_at=None) | Q(holding__ends_at__gt=last)
    inside = {"holding__post__unit__path__startswith": scope.unit.path}
    people = get_user_model()._default_manager
    steady = people.filter(lasting, holding__starts_at__lte=first, **inside).values("pk")
    number = steady.distinct().count()
    overlapping = Q(holding__ends_at=None) | Q(holding__ends_at__gt=first)
    moving = people.filter(overlapping, holding__starts_at__lte=last, **inside).exclude(pk__in=steady)
    rows = list(moving.values_list("pk", "holding__starts_at", "holding__ends_at"))
    return {day: number + len({who for who, *seat in rows if _sits(seat, noons[day])}) for day in days}


def _of_group(scope: Scope, days: list[date], country: str) -> dict[date, int]:
    """The members on that day who hold a post anywhere in the administration."""
    noons, root = _noons(days, country), f"/{scope.unit.path.split('/')[1]}/"
    rows = Member.objects.filter(group=scope.group_id, person__holding__post__unit__path__startswith=root)
    seats = list(
        rows.values_list("person", "starts_on", "ends_on", "person__holding__starts_at", "person__holding__ends_at")
    )
    return {
        day: len(
            {
                who
                for who, since, until, *seat in seats
                if since <= day and (until is None or day < until) and _sits(seat, noons[day])
            }
        )
        for day in days
    }


def _sits(seat: list[Any], noon: datetime) -> bool:
    starts_at, ends_at = seat
    return starts_at <= noon and (ends_at is None or ends_at > noon)


def _noons(days: list[date], country: str) -> dict[date, datetime]:
    zone = calendars.zone(country)
    return {day: datetime.combine(day, NOON, zone) for day in days}
