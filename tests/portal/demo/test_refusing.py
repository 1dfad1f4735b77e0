"""What loading and wiping refuse, in databases where the demo is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from diwan.core.organisations import api as organisations
from diwan.portal.demo.models import Load
from diwan.portal.demo.operations import loading
from tests.core import people

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def quiet(line: str) -> None:
    pass


def test_a_failure_midway_leaves_nothing(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("midway")

    monkeypatch.setattr(loading, "play", fail)
    with pytest.raises(RuntimeError, match="midway"):
        loading.load(now=NOW, say=quiet)
    assert not organisations.administrations(NOW.date()).exists()
    assert not Load.objects.exists()


def test_a_database_with_other_administrations_is_left_alone():
    people.administration("OTHER")
    with pytest.raises(CommandError, match="already holds administrations"):
        call_command("demo", "load")
    assert not Load.objects.exists()


def test_without_the_setting_there_is_no_demo(settings):
    settings.DIWAN_DEMO = False
    with pytest.raises(loading.NoDemoHere):
        loading.load(now=NOW, say=quiet)
    with pytest.raises(loading.NoDemoHere):
        loading.wipe()


def test_what_the_demo_did_not_load_is_not_wiped():
    people.administration("OTHER")
    with pytest.raises(loading.NotLoaded):
        loading.wipe()
    assert organisations.administrations(NOW.date()).exists()
