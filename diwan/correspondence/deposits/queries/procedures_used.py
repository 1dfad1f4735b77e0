"""What the catalogue asks before it corrects a version."""

from __future__ import annotations

from ..models import Deposit


def has_deposits(version_id: int) -> bool:
    """Whether a letter was handed in under that version (1 query)."""
    return Deposit.objects.filter(procedure_version_id=version_id).exists()
