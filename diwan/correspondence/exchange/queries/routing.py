"""To which instance a letter for a body goes today, and who is in the directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from diwan.correspondence.letters import api as letters

from ..enums import PeerState
from ..models import Body, Instance
from . import ours

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

STEPS = 20  # successors followed, over as many instances as they lead through


@dataclass(frozen=True)
class Route:
    """The body that receives, and its instance; `instead_of` where the one asked for is no more."""

    body: Body
    instance: Instance
    instead_of: str = ""


def route(code: str, at: datetime) -> Route | None:
    """Where a letter for that body goes on that day; None when nobody receives it (1 query a step)."""
    day, current = timezone.localdate(at), code
    for _step in range(STEPS):
        body = Body.objects.known().filter(code=current).select_related("instance").first()
        if body is None:
            return None
        if body.exists_on(day):
            return Route(body, body.instance, code if body.code != code else "")
        if not body.successor:
            return None
        current = body.successor
    return None


def bodies(text: str, at: datetime, most: int = 20) -> list[Body]:
    """The bodies of trusted instances that stand on that day and whose names hold these words."""
    rows = Body.objects.standing(timezone.localdate(at)).filter(instance__state=PeerState.TRUSTED).matching(text)
    return list(rows.select_related("instance").order_by("name_ar", "code")[:most])


def to_write_to(text: str, at: datetime, most: int) -> list[letters.Known]:
    """Those bodies, as whoever registers or writes a letter is offered them."""
    return [
        letters.Known(
            body.names.here,
            letters.PartyKind.ADMINISTRATION,
            under=f"{body.instance.name} · {body.code}",
            body=body.code,
        )
        for body in bodies(text, at, most)
    ]


def bodies_of(instance: Instance, text: str = "") -> QuerySet[Body]:
    """Every body an instance tells of, those that ended too."""
    return instance.bodies.known().matching(text).order_by("code")  # type: ignore[attr-defined]


def is_ours(code: str) -> bool:
    return ours.realm_of(code) == ours.realm()
