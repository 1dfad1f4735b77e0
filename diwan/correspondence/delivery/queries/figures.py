"""How long administrations take to accept what they are sent, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import F

from ..enums import Event, State
from ..models import Evidence, Sending

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


@dataclass
class Figure:
    """What was sent to one party under one name: times to acceptance, and what came of the rest."""

    name: str
    waits: list[timedelta]
    sent: int = 0
    refused: int = 0
    under_way: int = 0

    @property
    def median(self) -> timedelta | None:
        return timedelta(seconds=median(one.total_seconds() for one in self.waits)) if self.waits else None

    @property
    def ninth(self) -> timedelta | None:
        """The time within which nine of ten were accepted."""
        ordered = sorted(self.waits)
        return ordered[min(-(-9 * len(ordered) // 10), len(ordered)) - 1] if ordered else None


def figures(actor: Actor, *, since: datetime) -> list[Figure]:
    """By addressee, those written to most first; over the sendings this actor may see."""
    rows = Sending.objects.visible_to(actor).filter(asked_at__gte=since)
    found: dict[str, Figure] = {}
    for name, state in rows.values_list("party__name", "state"):
        figure = found.setdefault(name, Figure(name, []))
        figure.sent += 1
        figure.refused += state in (State.REFUSED, State.RETURNED)
        figure.under_way += state in (State.WAITING, State.HANDED, State.CONSIGNED)
    accepted = Evidence.objects.filter(sending__in=rows, event=Event.CONTENT_HANDOVER, occasion="")
    spent = accepted.values_list("sending__party__name", F("at") - F("sending__asked_at"))
    for name, wait in spent:
        found[name].waits.append(wait)
    return sorted(found.values(), key=lambda figure: (-figure.sent, figure.name))
