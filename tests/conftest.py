"""What every test has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _jobs_end_with_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties its own tables after a test with real transactions, but not those of Procrastinate."""
    marker = request.node.get_closest_marker("django_db")
    real = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    real = real or "live_server" in request.fixturenames
    if real:
        request.getfixturevalue("transactional_db")
    yield
    if real:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_workers, procrastinate_jobs CASCADE")
