"""Noting that somebody was reminded, so that they are reminded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import Agreement

if TYPE_CHECKING:
    from datetime import datetime


def note_reminded(*, agreement_id: int, now: datetime) -> bool:
    """Whether it had not been noted."""
    rows = Agreement.objects.filter(pk=agreement_id, renewal_asked_at=None)
    return rows.update(renewal_asked_at=now) == 1
