"""Offices whose registers are kept."""

from __future__ import annotations

import pytest

from diwan.core.organisations.models import RegistryOffice
from tests.core.people import FOUNDED, administration, root


@pytest.fixture(autouse=True)
def _offices(db):
    """The offices 1 to 20 that the tests name, all of one administration."""
    ministry = administration()
    RegistryOffice.objects.bulk_create(
        RegistryOffice(
            pk=n, administration=ministry, unit=root(ministry), code=f"O{n}", name_ar="مكتب الضبط", opened_on=FOUNDED
        )
        for n in range(1, 21)
    )
