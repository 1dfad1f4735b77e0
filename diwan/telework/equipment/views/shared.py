"""What the views share."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest
from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from .. import policies, queries
from ..models import Item


def desk(request: HttpRequest) -> None:
    """Raises NotAllowed: the desk is somebody else's."""
    if not policies.may_keep(request.actor):
        raise NotAllowed


def home_of(request: HttpRequest) -> int:
    """The administration of whoever asks."""
    seats = request.actor.seats
    if not seats:
        raise Http404
    return seats[0].administration_id


def country_of(request: HttpRequest) -> str:
    return organisations.country_of(home_of(request))


def unit_choices(request: HttpRequest) -> list[tuple[int, str]]:
    """The units whose inventory this desk keeps, named in the language of the page (3 queries)."""
    units = queries.units_of(request.actor)
    names = organisations.units_named([unit.pk for unit in units], timezone.now())
    return [(unit.pk, names[unit.pk].here if unit.pk in names else unit.code) for unit in units]


def unit_of(request: HttpRequest, key: int) -> Any:
    found = next((unit for unit in queries.units_of(request.actor) if unit.pk == key), None)
    if found is None:
        raise Http404
    return found


def colleague(request: HttpRequest, person_id: int) -> Any:
    """A person of the administrations whose desk this is: those who hold its items, and those who may."""
    found = get_user_model().objects.filter(pk=person_id).first()
    administrations = {unit.administration_id for unit in queries.units_of(request.actor)}
    if found is None or found.administration_id not in administrations:
        raise Http404
    return found


def shown(request: HttpRequest, item_id: int) -> Item:
    rows = Item.objects.visible_to(request.actor).select_related("unit", "holder", "administration")
    row = rows.filter(pk=item_id).first()
    if row is None:
        raise Http404
    return row
