"""A directorate with a service and its people; nothing is signed as an act unless a test says so."""

from __future__ import annotations

from typing import Any

import pytest

from diwan.telework.agreements import registry
from tests.helpers.telework.agreements import plain, staffed


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other apps ask for is theirs to test. By `monkeypatch`, as the tests do that put something in its place:
    what two hands change, the first to let go leaves wrong."""
    monkeypatch.setattr(registry, "_eligibility", {})
    monkeypatch.setattr(registry, "_conditions", {})


@pytest.fixture
def place(db: None) -> Any:
    made = staffed()
    plain(made.tenant.pk)
    return made
