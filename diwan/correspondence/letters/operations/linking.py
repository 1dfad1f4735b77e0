"""What a letter is to earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import Link

if TYPE_CHECKING:
    from datetime import datetime

    from ..enums import LinkKind
    from ..models import Letter


def link(*, letter: Letter, other_id: int, kind: LinkKind, now: datetime) -> None:
    """Join a letter to an earlier one, once; the caller has checked that both are seen."""
    Link.objects.get_or_create(letter=letter, other_id=other_id, kind=kind, defaults={"at": now})
