"""Whose archives a page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from diwan.kit.refusals import NotAllowed

from ..policies import APPROVE, KEEP
from ..queries.shown import Tenant, tenants

if TYPE_CHECKING:
    from django.http import HttpRequest


def place(request: HttpRequest, *rights: str) -> tuple[Tenant, dict[str, Any]]:
    """The administration asked for (`?administration=`), else the first of those the actor keeps; and its context.

    Raises:
        NotAllowed: the actor holds none of these rights.
    """
    if not any(request.actor.may(right) for right in rights or (KEEP, APPROVE)):  # type: ignore[attr-defined]
        raise NotAllowed
    kept = tenants(request.actor, timezone.now())  # type: ignore[attr-defined]
    if not kept:
        raise NotAllowed
    asked = request.GET.get("administration") or request.POST.get("administration") or ""
    chosen = next((one for one in kept if str(one.id) == asked), kept[0])
    return chosen, {"tenant": chosen, "tenants": kept, "country": chosen.country}
