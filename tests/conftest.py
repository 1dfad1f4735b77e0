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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: Playwright leaves an event loop running in the thread, in which nobody else can run one."""
    items.sort(key=lambda item: "/browser/" in item.path.as_posix())


JOURNAL = ("journal_entry", "journal_checkpoint", "journal_checkpointspan")


@pytest.fixture(autouse=True)
def _all_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties the tables after a test that commits; the journal refuses that, and says so in its tests.

    The tables of Procrastinate are not Django's: they are emptied here.
    """
    from django.db import connection

    marker = request.node.get_closest_marker("django_db")
    real = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    real = real or "live_server" in request.fixturenames
    if real:
        request.getfixturevalue("transactional_db")
    yield
    if real:
        with connection.cursor() as cursor:
            for table in JOURNAL:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER journal_not_emptied")
            cursor.execute("TRUNCATE procrastinate_workers, procrastinate_jobs CASCADE")
