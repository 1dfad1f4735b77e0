"""Somebody at work, and the kinds of the tests."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.core.batches import api as batches
from diwan.core.organisations.api import actor_for
from tests.core import people

from . import kinds


@pytest.fixture(autouse=True)
def _kinds():
    kinds.register()


@pytest.fixture
def clerk(db):
    user = people.person("Salma Bennani")
    user.administration = people.administration()
    return user


@pytest.fixture
def start(clerk):
    def started(*subjects: str, kind: str = "test.mark"):
        return batches.start(
            actor=actor_for(clerk.pk, timezone.now()),
            kind=kind,
            title="عمل مطوّل",
            language="ar",
            items=[(subject, f"الرسالة {subject}") for subject in subjects],
            now=timezone.now(),
        )

    return started
