"""A ministry whose letters and decisions go through circuits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.drafting import empower
from tests.helpers.parapheur import furnished


@pytest.fixture
def house(ministry: Any) -> Any:
    return furnished(empower(ministry))
