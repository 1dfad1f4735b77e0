"""A ministry that signs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.circuits import drawing, furnish, step


@pytest.fixture
def signing(db: None) -> Any:
    return furnish()


@pytest.fixture
def plain(signing: Any) -> Any:
    """With the simplest circuit in use: a visa of the chief, a signature of the director, a number."""
    signing.version = signing.in_use(
        drawing(
            step("visa", "visa", signing.post("chief")),
            step("sign", "signature", signing.post("director")),
            step("number", "numbering", "itself"),
        )
    )
    return signing


@pytest.fixture
def other_house(db: None) -> Any:
    return furnish("MEF", "وزارة الاقتصاد والمالية")
