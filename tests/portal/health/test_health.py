"""Whether the instance works, asked by supervisors and monitoring."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_it_names_the_part_that_does_not_work(client):
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"healthy": False, "database": True, "storage": True, "worker": False}


def test_it_is_well_when_every_part_works(client):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["healthy"]) == (200, True)


def test_nobody_keeps_the_answer(client):
    assert "no-store" in client.get("/health")["Cache-Control"]
