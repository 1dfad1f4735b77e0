"""Two ministries that write to each other: `sent()` numbers a letter of the first to the second and sends it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.delivery import outgoing, send


@pytest.fixture
def letter(ministry: Any, other_ministry: Any) -> Any:
    """A numbered letter of the first ministry to the second."""
    return outgoing(ministry, other_ministry)


@pytest.fixture
def sending(ministry: Any, letter: Any) -> Any:
    """That letter, sent and not carried yet."""
    return send(ministry, letter)
