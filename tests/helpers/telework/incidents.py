"""What `incidents` adds to the small world of the house."""

from __future__ import annotations

import functools
from typing import Any

from django.utils import timezone

from tests.core import people


class Incidents:
    """Things of the holder's administration, made when a row of the table asks for them."""

    @functools.cached_property
    def incident(self) -> Any:
        """A theft of data, declared by somebody of the holder's ministry."""
        from diwan.telework.incidents import api as incidents

        now = timezone.now()
        return incidents.declare(
            actor=people.SYSTEM,
            kind=incidents.Kind.THEFT,
            title="تسريب ملف",
            about_person_id=None,
            discovered_at=now,
            what="ملف أرسل إلى عنوان خاطئ",
            administration_id=self.here.pk,  # type: ignore[attr-defined]
            now=now,
        )
