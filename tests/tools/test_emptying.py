"""The tables are emptied after a test even where a request outlives its page: the second of two that wait gives way."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction

HELD_BY_WHOEVER_WAITS_FOR_US = """
    SELECT held.relation::regclass FROM pg_locks waiting JOIN pg_locks held USING (pid)
    WHERE waiting.relation = 'accounts_user'::regclass AND NOT waiting.granted
      AND held.granted AND held.mode = 'AccessExclusiveLock' AND held.relation IS NOT NULL LIMIT 1"""


def late_request(holds: threading.Event) -> None:
    """Hold one table, and ask for one that the emptying holds as soon as it waits for ours."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK accounts_user IN ACCESS SHARE MODE")
            holds.set()
            held = None
            while held is None:
                cursor.execute(HELD_BY_WHOEVER_WAITS_FOR_US)
                held = cursor.fetchone()
            cursor.execute(f"LOCK {held[0]} IN ACCESS SHARE MODE")
    except OperationalError:
        pass  # it was this one that was sent away
    finally:
        connection.close()


@pytest.fixture
def outlived() -> threading.Event:
    """A request that begins in the test and ends after its emptying began."""
    holds = threading.Event()
    threading.Thread(target=late_request, args=[holds], daemon=True).start()
    return holds


@pytest.mark.django_db(transaction=True)
def test_a_request_that_outlives_its_page_does_not_stop_the_emptying(outlived):
    get_user_model().objects.create(email="late@men.example")
    assert outlived.wait(20)


@pytest.mark.django_db
def test_and_the_next_test_finds_nothing():
    assert not get_user_model().objects.filter(email="late@men.example").exists()
