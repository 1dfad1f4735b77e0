"""People with and without the right to announce, in posts of a Moroccan ministry."""

import pytest

from diwan.core.calendars.policies import RIGHT
from diwan.core.organisations import api as organisations
from tests.core import people


@pytest.fixture
def ministry(db):
    return people.administration()


@pytest.fixture
def person(ministry):
    return people.person(administration=ministry)


@pytest.fixture
def seated(ministry, person):
    """Seat the person in a post with these rights, and say who acts then."""

    def do(*rights, reach="administration"):
        people.seat(person, people.post(people.root(ministry), rights=dict.fromkeys(rights, reach)))
        return organisations.actor_for(person.pk, people.NOW)

    return do


@pytest.fixture
def announcer(seated):
    return seated(RIGHT)


@pytest.fixture
def stranger(db):
    return organisations.actor_for(people.person("Badr Amrani", "بدر العمراني").pk, people.NOW)


@pytest.fixture
def sign_in(client, person, seated, settings):
    """A signed-in browser with these rights, its second factor shown."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False

    def do(*rights):
        seated(*rights)
        client.force_login(person)
        return client

    do.anonymous = client
    return do
