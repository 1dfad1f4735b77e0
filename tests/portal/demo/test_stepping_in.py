"""Who can become whom, and where there is no demo."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth import get_user_model

from diwan.portal.demo import queries
from diwan.portal.demo.models import Load
from tests.core import people
from tests.helpers import world

CLERK = "s.bennani@men.example"

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    """The clerk alone: the whole load has tests of its own."""
    office = world.office(people.root(people.administration("MEN")), "MEN")
    Load.objects.create(pk=1, loaded_at=people.NOW)
    return world.clerk(office, "S Bennani")


def step_into(client, email, key=None):
    return client.post("/demo/step-into/", {"email": email, "idempotency_key": key or str(uuid.uuid4())})


def test_everybody_sees_the_cast(client, demo):
    page = client.get("/demo/?lang=fr")
    assert page.status_code == 200
    text = page.content.decode()
    for cast in queries.casts():
        assert cast.names.fr.replace("'", "&#x27;") in text
        assert all(character.email in text for character in cast.characters)


def test_the_page_costs_one_query_to_a_stranger(client, demo, django_assert_num_queries):
    client.get("/demo/")
    with django_assert_num_queries(1):
        client.get("/demo/")


def test_one_step_and_one_is_in(client, demo):
    answer = step_into(client, CLERK)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(demo.pk)
    assert 'is-me"' in client.get("/demo/").content.decode()


def test_raising_the_access_epoch_ends_the_session(client, demo):
    step_into(client, CLERK)
    get_user_model().objects.update(access_epoch=2)
    client.get("/demo/")
    assert "_auth_user_id" not in client.session


def test_the_same_step_twice_is_one(client, demo):
    key = str(uuid.uuid4())
    first, again = step_into(client, CLERK, key), step_into(client, CLERK, key)
    assert first.status_code == again.status_code == 302


def test_a_step_without_a_key_is_refused(client, demo):
    assert client.post("/demo/step-into/", {"email": CLERK}).status_code == 400
    assert "_auth_user_id" not in client.session


def test_stepping_from_one_role_into_another_leaves_nothing_of_the_first(client, demo):
    step_into(client, CLERK)
    client.session["secret"] = "of the clerk"
    other = people.person("A ElIdrissi")
    step_into(client, other.email)
    assert client.session["_auth_user_id"] == str(other.pk)
    assert "secret" not in client.session


def test_somebody_who_is_not_in_the_cast_cannot_be_stepped_into(client, demo):
    real = people.person("Some Body")
    assert step_into(client, real.email).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_closed_account_cannot_be_stepped_into(client, demo):
    get_user_model().objects.update(is_active=False)
    assert step_into(client, CLERK).status_code == 404


def test_before_the_data_is_loaded_the_addresses_do_not_exist(client):
    people.person("S Bennani")
    assert client.get("/demo/").status_code == 404
    assert step_into(client, CLERK).status_code == 404


def test_without_the_setting_the_addresses_do_not_exist(client, demo, settings):
    settings.DIWAN_DEMO = False
    assert client.get("/demo/").status_code == 404
    assert step_into(client, CLERK).status_code == 404
    assert "_auth_user_id" not in client.session


def test_reading_does_not_step_in(client, demo):
    assert client.get("/demo/step-into/").status_code == 405
