"""A directorate with a service and its people; nothing is signed as an act unless a test says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.telework.agreements import plain, staffed


@pytest.fixture
def place(db: None) -> Any:
    made = staffed()
    plain(made.tenant.pk)
    return made
