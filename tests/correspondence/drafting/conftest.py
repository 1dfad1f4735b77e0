"""A ministry in which letters are written and signed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.drafting import empower


@pytest.fixture
def office(ministry: Any) -> Any:
    return empower(ministry)
