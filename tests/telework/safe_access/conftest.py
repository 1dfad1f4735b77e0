"""A small ministry with a security officer (the holder), a desk, and somebody who teleworks; authorisations by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from diwan.telework.safe_access import terms
from tests.core import people
from tests.helpers.house import World


@dataclass(frozen=True)
class Held:
    """What `agreements.in_force` says, as far as safe access asks."""

    agreement_id: int
    person_id: int
    starts_on: date
    ends_on: date


@pytest.fixture
def world(db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    made = World(("telework.security",))
    post = people.post(people.root(made.here), "تقني", rights={"telework.desk": "administration"})
    made.users["desk"] = people.person("The desk", administration=made.here)
    people.seat(made.users["desk"], post)
    manager = people.post(people.root(made.here), "رئيس", rights={"telework.manage": "administration"})
    made.users["manager"] = people.person("The manager", administration=made.here)
    people.seat(made.users["manager"], manager)
    made.users["person"] = made.remote_person
    return made


@pytest.fixture
def authorised(world, monkeypatch):
    """Whoever is in this set teleworks, for half a year."""
    some = {world.remote_person.pk}
    today = timezone.localdate()

    def held(person_id, on):
        return Held(7, person_id, today, today + timedelta(days=180)) if person_id in some else None

    monkeypatch.setattr(terms, "authorisation", held)
    return some
