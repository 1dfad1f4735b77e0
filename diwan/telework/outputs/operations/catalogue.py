"""The catalogue of standard times: one row in force for an output; what changes ends the row and begins another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..models import Standard
from .common import note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

DAY = timedelta(days=1)


class BeforeTheLast(Refusal):
    message = _("%(code)s already has a standard time from that day or later. Nothing was kept.")
    advice = _("Choose a later day: what was in force stays as it was.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class NewStandard:
    code: str
    activity: str
    output: str
    minutes: int
    starts_on: date
    activity_fr: str = ""
    output_fr: str = ""
    source: str = ""


def demand(actor: Actor, administration_id: int) -> None:
    if not policies.may_keep_catalogue(actor, administration_id):
        raise NotAllowed


@transaction.atomic
def keep_standards(
    *, actor: Actor, administration_id: int, standards: Sequence[NewStandard], now: datetime
) -> list[Standard]:
    """Keep standard times, all or none; a code in force is ended the day before. What says nothing new changes nothing.

    Raises:
        NotAllowed, BeforeTheLast.
    """
    demand(actor, administration_id)
    rows = Standard.objects.select_for_update().filter(administration=administration_id, ends_on=None)
    in_force = {row.code: row for row in rows.order_by("pk")}
    ended = Standard.objects.filter(administration=administration_id).exclude(ends_on=None)
    last = dict(ended.order_by("starts_on").values_list("code", "ends_on"))
    kept = []
    for one in standards:
        former = in_force.get(one.code)
        if former is not None and same(former, one):
            continue
        since = former.starts_on if former else last.get(one.code)
        if since is not None and one.starts_on <= since:
            raise BeforeTheLast(code=one.code)
        if former is not None:
            former.ends_on = one.starts_on - DAY
            former.save(update_fields=["ends_on"])
        row = Standard.objects.create(administration_id=administration_id, **vars(one))
        in_force[one.code] = row
        kept.append(row)
    if kept:
        keys = [row.pk for row in kept]
        note(administration_id, "outputs.standards", f"administration:{administration_id}", actor, now, standards=keys)
    return kept


def same(row: Standard, one: NewStandard) -> bool:
    named = ("activity", "output", "minutes", "activity_fr", "output_fr", "source")
    return all(getattr(row, name) == getattr(one, name) for name in named)


@transaction.atomic
def end_standard(*, actor: Actor, standard_id: int, ends_on: date, now: datetime) -> Standard:
    """No task is set with it after that day; those set keep their minutes.

    Raises:
        NotAllowed, BeforeTheLast.
    """
    row = Standard.objects.select_for_update().get(pk=standard_id)
    demand(actor, row.administration_id)
    if row.ends_on is not None or ends_on < row.starts_on:
        raise BeforeTheLast(code=row.code)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    note(row.administration_id, "outputs.standard_ended", f"standard:{row.pk}", actor, now, on=ends_on.isoformat())
    return row
