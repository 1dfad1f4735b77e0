"""Commits that share their flush: fast, and never acknowledged before they are on disk."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from diwan.kit.transactions import acknowledged


def show(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


def flushed_up_to_here(position: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn() >= %s::pg_lsn", [position])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
class TestOutermost:
    def test_waits_for_nothing_inside_and_is_safe_outside(self):
        with acknowledged():
            assert show("synchronous_commit") == "off"
        assert show("synchronous_commit") == "on"

    def test_returns_once_what_it_wrote_is_on_disk(self):
        for number in range(20):
            with acknowledged():
                ContentType.objects.create(app_label="kit", model=f"flushed{number}")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
                    position = cursor.fetchone()[0]
            assert flushed_up_to_here(position)

    def test_without_the_wait_it_would_not_be_on_disk(self):
        """Shows that the test above can fail: an asynchronous commit alone is not flushed."""
        seen = []
        for number in range(20):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
                ContentType.objects.create(app_label="kit", model=f"adrift{number}")
                cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
                position = cursor.fetchone()[0]
            seen.append(flushed_up_to_here(position))
        assert not all(seen)

    def test_undoes_everything_on_an_error(self):
        with pytest.raises(ZeroDivisionError), acknowledged():
            ContentType.objects.create(app_label="kit", model="undone")
            raise ZeroDivisionError
        assert not ContentType.objects.filter(model="undone").exists()
        assert show("synchronous_commit") == "on"

    def test_runs_what_waits_for_the_commit(self):
        ran = []
        with acknowledged():
            transaction.on_commit(lambda: ran.append(True))
            assert not ran
        assert ran


@pytest.mark.django_db
class TestInsideAnotherBlock:
    def test_leaves_the_commit_to_the_outer_one(self):
        with transaction.atomic(), acknowledged():
            assert show("synchronous_commit") == "on"

    def test_a_refusal_inside_leaves_the_outer_one_usable(self):
        ContentType.objects.create(app_label="kit", model="outer")
        with pytest.raises(ZeroDivisionError), acknowledged():
            ContentType.objects.create(app_label="kit", model="inner")
            raise ZeroDivisionError
        assert list(ContentType.objects.filter(model__in=["outer", "inner"]).values_list("model")) == [("outer",)]
