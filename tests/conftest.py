"""What every test has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from collections.abc import Iterator


# A busy machine must not make a property fail; how long things take is measured by the benches.
hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, which may be emptied: the journal refuses TRUNCATE, and so do tests that commit need it."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("journal_entry", "journal_checkpoint", "journal_checkpointspan"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER journal_not_emptied")


@pytest.fixture(autouse=True)
def _jobs_end_with_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties its own tables after a test with real transactions, but not those of Procrastinate."""
    from django.db import connection

    marker = request.node.get_closest_marker("django_db")
    real = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    real = real or "live_server" in request.fixturenames
    if real:
        request.getfixturevalue("transactional_db")
    yield
    if real:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_workers, procrastinate_jobs CASCADE")
