"""What every test has."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, which may be emptied: the journal refuses TRUNCATE, and so do tests that commit need it."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("journal_entry", "journal_checkpoint", "journal_checkpointspan"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER journal_not_emptied")
