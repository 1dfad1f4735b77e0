"""A directorate with a service and its people; nothing is signed as an act unless a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.telework.agreements import plain, staffed, unhindered


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """What other apps ask for is theirs to test."""
    with unhindered():
        yield


@pytest.fixture
def place(db: None) -> Any:
    made = staffed()
    plain(made.tenant.pk)
    return made
