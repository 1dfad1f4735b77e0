"""What every test has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError
from hypothesis import settings as hypothesis_settings
from psycopg.errors import DeadlockDetected

from diwan.server import database
from tools import tables

if TYPE_CHECKING:
    from collections.abc import Iterator


# A busy machine must not make a property fail; how long things take is measured by the benches.
hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: Playwright leaves an event loop running in the thread, in which nobody else can run one."""
    items.sort(key=lambda item: "/browser/" in item.path.as_posix())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The tables come whole from where an earlier session kept them, unless a migration changed since."""
    from django.db import connection

    connection.settings_dict["TEST"]["TEMPLATE"] = tables.kept(database.ensure().owner)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Django's, then kept for the next session while they are empty."""
    from django.db import connection

    if connection.settings_dict["TEST"]["TEMPLATE"] is None:
        with django_db_blocker.unblock():
            connection.close()
            tables.keep(database.ensure().owner, connection.settings_dict["NAME"])


@pytest.fixture(scope="session", autouse=True)
def _emptying_outlasts_late_requests() -> Iterator[None]:
    """Empty the tables once more where PostgreSQL broke a tie with a request that outlived its page.

    A browser that is closed leaves the server's thread at its work for a moment; when the two wait for each other, one
    of them is sent away (`deadlock_timeout`, a second), and it may be ours. There are only so many late requests.
    """
    from django.core.management import CommandError
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown

    def again(case: TransactionTestCase) -> None:
        for left in (3, 2, 1, 0):
            try:
                empty(case)
                return
            except CommandError as refused:
                if not left or not isinstance(refused.__cause__, OperationalError):
                    raise
                if not isinstance(refused.__cause__.__cause__, DeadlockDetected):
                    raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", again)
        yield


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
