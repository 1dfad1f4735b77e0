"""What `quotas` adds to the small world of the house."""

from __future__ import annotations

import functools
from typing import Any

from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.telework.quotas.models import Group
from diwan.telework.quotas.operations import groups
from tests.core import people


class Quotas:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any

    @functools.cached_property
    def quota_unit(self) -> Any:
        return people.root(self.here)

    @functools.cached_property
    def quota_group(self) -> Group:
        return self.quota_group_of("الشباك 1", "B1")

    def quota_group_of(self, name: str, code: str) -> Group:
        return groups.open_group(
            actor=organisations.SYSTEM,
            unit_id=self.quota_unit.pk,
            kind="counter",
            code=code,
            names=organisations.Names(name),
            now=timezone.now(),
        )
