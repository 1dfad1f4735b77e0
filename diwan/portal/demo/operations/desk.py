"""What a clerk has arranged at the desk: saved views, and long works that the worker takes up after the load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.batches import api as batches
from diwan.core.saved_views import api as saved_views

from .acting import as_

if TYPE_CHECKING:
    from datetime import datetime

OFFICE = "MEN"


def furnish(letters: list[Any], clerks: dict[str, int], *, now: datetime) -> None:
    """Two views, one of them shared with the unit; a list of letters as a file; and many given to the unit at once."""
    clerk = as_(clerks[OFFICE], now)
    seat = clerk.seats[0]
    saved_views.save_view(
        actor=clerk, listing="deposits.queue", name="تحل آجالها هذا الأسبوع", query="due=week", now=now
    )
    saved_views.save_view(
        actor=clerk,
        listing="deposits.queue",
        name="وردت عبر الشباك",
        query="channel=counter",
        unit_id=seat.unit_id,
        now=now,
    )
    work: dict[str, Any] = {"actor": clerk, "language": "ar", "administration_id": seat.administration_id, "now": now}
    export = {"format": "xlsx", "ids": [row.pk for row in letters]}
    batches.start(kind="deposits.export", title="لائحة المراسلات", params=export, **work)
    items = [(str(row.pk), f"{row.reference} · {row.applicant_name} · {row.subject}") for row in letters]
    unit = {"unit": seat.unit_id}
    batches.start(kind="deposits.assign", title="إسناد المراسلات إلى المصلحة", items=items, params=unit, **work)
