"""What `rules` adds to the small world of the house."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from diwan.core.organisations.models import Administration


class Rules:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Administration

    @functools.cached_property
    def adjustment(self) -> Any:
        """A rule the administration set for later."""
        return adjusted(self.here.pk, "eligible_score", 75, days=5)


def adjusted(administration_id: int, key: str, value: Any, *, days: int = 0, ground: str = "مقرر إداري") -> Any:
    """An adjustment from so many days on, made by the operation."""
    from diwan.core.organisations.api import SYSTEM
    from diwan.telework.rules.operations import adjust

    return adjust(
        actor=SYSTEM,
        administration_id=administration_id,
        key=key,
        value=value,
        starts_on=timezone.localdate() + timedelta(days=days),
        ground=ground,
        now=timezone.now(),
    )
