"""Whose circuits a page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from ..enums import DESIGN
from ..models import Circuit, CircuitVersion
from ..policies import may_design
from ..queries.pages import Tenant, tenants

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def place(request: HttpRequest) -> tuple[Tenant, dict[str, Any]]:
    """The administration asked for (`?administration=`), else the first of those whose circuits the actor draws.

    Raises:
        NotAllowed
    """
    demand(request)
    drawn = tenants(request.actor, timezone.now())  # type: ignore[attr-defined]
    if not drawn:
        raise NotAllowed
    asked = request.GET.get("administration") or request.POST.get("administration") or ""
    chosen = next((one for one in drawn if str(one.id) == asked), drawn[0])
    return chosen, {"tenant": chosen, "tenants": drawn, "country": chosen.country}


def demand(request: HttpRequest) -> None:
    """Raises NotAllowed."""
    if not request.actor.may(DESIGN):  # type: ignore[attr-defined]
        raise NotAllowed


def kept(request: HttpRequest, rows: QuerySet, key: int, place: str = "administration_id") -> Any:
    """A row of an administration whose circuits the actor draws; 404 elsewhere."""
    demand(request)
    row = get_object_or_404(rows, pk=key)
    found: Any = row
    for name in place.split("."):
        found = getattr(found, name)
    if not may_design(request.actor, found):  # type: ignore[attr-defined]
        raise NotAllowed
    return row


def circuit_of(request: HttpRequest, circuit_id: int) -> Circuit:
    rows = Circuit.objects.visible_to(request.actor).select_related("type__parent__parent", "administration")  # type: ignore[attr-defined]
    return kept(request, rows, circuit_id)


def version_of(request: HttpRequest, version_id: int) -> CircuitVersion:
    rows = CircuitVersion.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    rows = rows.select_related("circuit__type__parent__parent", "circuit__administration", "changed_by", "activated_by")
    return kept(request, rows, version_id, "circuit.administration_id")


def country_of(administration_id: int) -> str:
    return organisations.country_of(administration_id)
