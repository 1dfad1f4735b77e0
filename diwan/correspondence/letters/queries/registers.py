"""The lines of letters in the books of their office: what is not for every reader of the book stays blank there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers

from ..enums import Level
from ..models import Letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diwan.core.organisations.api import Actor


def describe(ids: Iterable[int], language: str, actor: Actor | None) -> Mapping[int, registers.Line]:
    """How letters read in a book (3 queries, one a unit). Of a letter that is not ordinary, only whoever may open it
    reads from whom it came and what about; the printed book says it to nobody."""
    keys = list(ids)
    rows = Letter.objects.filter(pk__in=keys).annotate(files=Count("pieces"))
    last = rows.aggregate(at=Max("registered_at"))["at"]
    open_to = set(Letter.objects.filter(pk__in=keys).visible_to(actor).values_list("pk", flat=True)) if actor else set()
    shown = rows.only("pk", "level", "correspondent", "subject", "unit", "received_on", "kept_at", "registered_at")
    units = {u: organisations.unit_name(u, last.date(), language) for u in {r.unit_id for r in shown} if u}
    return {row.pk: line(row, units.get(row.unit_id or 0, ""), row.pk in open_to) for row in shown}


def line(row: Letter, destination: str, is_open: bool) -> registers.Line:
    if row.level != Level.ORDINARY and not is_open:
        return registers.Line(subject=_("Not for every reader of this register"), arrived_on=row.received_on)
    return registers.Line(
        sender=row.correspondent,
        subject=row.subject,
        pieces=row.files,  # type: ignore[attr-defined]
        destination=destination,
        remark=row.kept_at,
        arrived_on=row.received_on,
        url=reverse("letters:letter", args=[row.pk]) if is_open else "",
    )


def keys(text: str, actor: Actor) -> QuerySet:
    """The letters whose words hold a text, for the search of a book: those this actor may read, and no other."""
    return Letter.objects.visible_to(actor).holding(text).values("pk")
