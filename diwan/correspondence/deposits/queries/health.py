"""How the registry offices of each administration do, in numbers and nothing else: no letter, no name, no reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, OuterRef, Q

from ..enums import State
from ..models import Deposit, Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True)
class OfficeHealth:
    """Of one administration: all that was handed in, what waits for a clerk, what waits for its receipt."""

    deposits: int = 0
    waiting: int = 0
    without_receipt: int = 0
    last_at: datetime | None = None


def health() -> dict[int, OfficeHealth]:
    """By administration (1 query)."""
    rows = (
        Deposit.objects.annotate(receipted=Exists(Receipt.objects.filter(deposit=OuterRef("pk"))))
        .values("office__administration_id")
        .annotate(
            deposits=Count("pk"),
            waiting=Count("pk", filter=Q(state=State.REGISTERED)),
            without_receipt=Count("pk", filter=Q(receipted=False) & ~Q(content="")),
            last_at=Max("registered_at"),
        )
        .order_by()
    )
    return {
        row["office__administration_id"]: OfficeHealth(
            row["deposits"], row["waiting"], row["without_receipt"], row["last_at"]
        )
        for row in rows
    }


def receipted(deposit_ids: Iterable[int]) -> set[int]:
    """Which of these deposits have their sealed receipt (1 query)."""
    return set(Receipt.objects.filter(deposit_id__in=list(deposit_ids)).values_list("deposit_id", flat=True))


def has_receipt(deposit_id: int) -> bool:
    """Whether the sealed receipt of a deposit is there."""
    return bool(receipted([deposit_id]))
