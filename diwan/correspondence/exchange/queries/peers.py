"""The operator's screens: how each instance does, what waits for it and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from ..enums import Stage
from ..models import Body, IncomingMessage, Instance, News, OutgoingMessage

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Line:
    """An instance in the list, with what is under way."""

    instance: Instance
    bodies: int
    leaving: int
    coming: int
    news: int


def lines() -> list[Line]:
    """Every instance, in five queries however many."""
    instances = list(Instance.objects.all())
    bodies = _counted(Body.objects.known())
    leaving = _counted(OutgoingMessage.objects.filter(stage=Stage.OPEN))
    coming = _counted(IncomingMessage.objects.filter(stage=Stage.OPEN))
    news = dict(News.objects.filter(pushed_at=None).values_list("message__instance").annotate(n=Count("pk")).order_by())
    return [
        Line(one, bodies.get(one.pk, 0), leaving.get(one.pk, 0), coming.get(one.pk, 0), news.get(one.pk, 0))
        for one in instances
    ]


def _counted(rows) -> dict[int, int]:  # type: ignore[no-untyped-def]
    return dict(rows.values_list("instance").annotate(n=Count("pk")).order_by())


@dataclass(frozen=True)
class Figures:
    """What went and came, over all time."""

    sent: int
    refused_there: int
    leaving: int
    received: int
    refused_here: int
    coming: int
    news: int


def figures(instance: Instance) -> Figures:
    def of(model: type[OutgoingMessage] | type[IncomingMessage]) -> dict[str, int]:
        counts = {stage.value: Count("pk", filter=Q(stage=stage)) for stage in Stage}
        return model.objects.filter(instance=instance).aggregate(**counts)

    out, came = of(OutgoingMessage), of(IncomingMessage)
    return Figures(
        sent=out["accepted"],
        refused_there=out["refused"],
        leaving=out["open"],
        received=came["accepted"],
        refused_here=came["refused"],
        coming=came["open"],
        news=News.objects.filter(pushed_at=None, message__instance=instance).count(),
    )


def last_refused(instance: Instance, most: int = 10) -> Sequence[IncomingMessage]:
    """The last messages refused here, with why."""
    rows = IncomingMessage.objects.filter(instance=instance, stage=Stage.REFUSED)
    return list(rows.only("sender", "receiver", "refusal", "ended_at").order_by("-ended_at")[:most])
