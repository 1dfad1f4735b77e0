"""Acts to write down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from diwan.core.journal import api as journal

START = datetime(2026, 11, 18, 10, 2, 3, 123456, tzinfo=UTC)


@pytest.fixture
def write(db):
    """Append `count` entries to a chain, a second apart."""

    def write(chain: str, count: int = 1, **more) -> list[journal.Appended]:
        return [
            journal.append(
                chain=chain,
                kind=more.get("kind", "letter.received"),
                at=START + timedelta(seconds=n),
                actor_id=more.get("actor_id"),
                subject=more.get("subject", f"deposit:{n}"),
                facts=more.get("facts", {"title": "طلب شهادة العمل", "n": n}),
                number=more.get("number", n + 1),
            )
            for n in range(count)
        ]

    return write
