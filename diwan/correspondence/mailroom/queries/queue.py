"""What came in, how far it is, what waits to be confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from ..enums import DocumentState, IntakeState, PageState
from ..models import Document, Intake, Page

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

SHOWN = 40


def waiting(actor: Actor) -> int:
    """How many documents wait for a clerk: the number beside the menu entry."""
    return Document.objects.visible_to(actor).filter(state=DocumentState.WAITING).count()


def batches(actor: Actor, *, settled: bool = False) -> list[Intake]:
    """Batches with their documents (4 queries): those at work, or those done. Each carries `read`, `total`, `failed`,
    `waits`, `done`."""
    open_ = Q(documents__state__in=[DocumentState.WAITING, DocumentState.READING]) | ~Q(state=IntakeState.SPLIT)
    rows = Intake.objects.visible_to(actor).select_related("office", "source", "received_by")
    if settled:
        rows = rows.exclude(pk__in=Intake.objects.filter(open_).values("pk"))
    else:
        rows = rows.filter(pk__in=Intake.objects.filter(open_).values("pk"))
    found = list(rows.order_by("-received_at", "-pk")[:SHOWN])
    keys = [row.pk for row in found]
    pages = {
        one["original__intake"]: one
        for one in Page.objects.filter(original__intake__in=keys)
        .values("original__intake")
        .annotate(
            total=Count("pk"),
            read=Count("pk", filter=~Q(state=PageState.WAITING)),
            failed=Count("pk", filter=Q(state=PageState.FAILED)),
        )
    }
    documents: dict[int, list[Document]] = {}
    for document in (
        Document.objects.filter(intake__in=keys)
        .select_related("letter", "deposit", "lease_by")
        .annotate(size=Count("pages"))
        .order_by("position")
    ):
        documents.setdefault(document.intake_id, []).append(document)
    for row in found:
        about = pages.get(row.pk, {"total": 0, "read": 0, "failed": 0})
        row.total, row.read, row.failed = about["total"], about["read"], about["failed"]  # type: ignore[attr-defined]
        row.parts = documents.get(row.pk, [])  # type: ignore[attr-defined]
        row.waits = sum(d.state == DocumentState.WAITING for d in row.parts)  # type: ignore[attr-defined]
        row.done = sum(d.state == DocumentState.REGISTERED for d in row.parts)  # type: ignore[attr-defined]
    return found
