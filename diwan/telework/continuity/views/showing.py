"""Whose continuity a page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules.api import CRISIS

if TYPE_CHECKING:
    from django.http import HttpRequest


def root_of(request: HttpRequest) -> Any:
    """The root unit of the administration in which this person may switch to a crisis: the one asked for
    (`?administration=`), else the first.

    Raises:
        NotAllowed
    """
    actor = request.actor
    if not actor.may(CRISIS):
        raise NotAllowed
    seats = list(dict.fromkeys(seat.administration_id for seat in actor.seats))
    if not seats:
        raise NotAllowed
    asked = request.GET.get("administration", "")
    return organisations.root_unit(next((one for one in seats if str(one) == asked), seats[0]))


def units_for(request: HttpRequest, root: Any) -> list[tuple[int, str]]:
    """The units of the administration over which this person may, by their path."""
    rows: Any = type(root)._default_manager.filter(administration=root.administration_id, abolished_on=None)
    rows = rows.filter(organisations.within(request.actor, CRISIS)).order_by("path")[:2000]
    found = list(rows.values_list("pk", "path"))
    names = organisations.units_named([pk for pk, _path in found], timezone.now())
    top = min((path.count("/") for _pk, path in found), default=0)
    return [(pk, f"{'— ' * (path.count('/') - top)}{names[pk].here}") for pk, path in found if pk in names]
