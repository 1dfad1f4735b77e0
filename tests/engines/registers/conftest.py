"""Offices whose registers are kept."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from diwan.core.organisations.models import RegistryOffice
from tests.core.people import FOUNDED, administration, root


@pytest.fixture(autouse=True)
def _offices(db):
    """The offices 1 to 20 and the keeper 7 that the tests name, all of one administration."""
    ministry = administration()
    get_user_model().objects.create(
        pk=7, email="keeper@men.example", name_ar="كاتب الضبط", name_latin="Keeper", administration=ministry
    )
    RegistryOffice.objects.bulk_create(
        RegistryOffice(
            pk=n, administration=ministry, unit=root(ministry), code=f"O{n}", name_ar="مكتب الضبط", opened_on=FOUNDED
        )
        for n in range(1, 21)
    )
