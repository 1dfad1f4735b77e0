"""Two ministries with their registry office, a directorate, a division and their people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.letters import furnish


@pytest.fixture
def ministry(db: None) -> Any:
    return furnish("MEN", "وزارة التربية الوطنية")


@pytest.fixture
def other_ministry(db: None) -> Any:
    return furnish("MEF", "وزارة الاقتصاد والمالية")
