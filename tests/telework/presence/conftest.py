"""A service with a teleworker in force (Tuesdays and Thursdays) and the managers above."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.core.people import NOW
from tests.helpers.telework import agreements as helped

THURSDAY = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)  # the day after NOW, a remote day


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def team(db):
    return furnished()


def furnished() -> SimpleNamespace:
    place = helped.staffed()
    worker = place.people["officer0"]
    agreement = helped.in_force(worker)
    return SimpleNamespace(
        place=place,
        worker=worker,
        agreement=agreement,
        actor=lambda who="officer0", at=NOW + timedelta(days=1): place.actor(who, at),
    )


def browser(user) -> Client:
    one = Client()
    one.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return one
