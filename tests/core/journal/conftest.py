"""Acts to write down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

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


@pytest.fixture
def tamper(db):
    """What somebody with every right on the database could do."""

    def tamper(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("entry", "checkpoint", "checkpointspan"):
                cursor.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER USER")
            cursor.execute(statement)
            assert cursor.rowcount

    return tamper
