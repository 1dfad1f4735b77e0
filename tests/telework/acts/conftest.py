"""A ministry whose director decides and whose head of division prepares."""

from __future__ import annotations

from typing import Any

import pytest

from diwan.telework.acts import api as acts
from tests.helpers.letters import furnish

KIND = acts.Kind(code="test.act", label="قرار")


@pytest.fixture
def house(db: None) -> Any:
    acts.register_kind(KIND)
    return furnish("MEN", "وزارة التربية الوطنية والتعليم الأولي والرياضة")
