"""Withdrawn means withdrawn now: each way to lose access, in an open session, on each kind of address."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from diwan.core.accounts import operations
from diwan.core.accounts.models import User
from diwan.core.organisations.actors import SYSTEM
from diwan.core.organisations.models import Grant, Holding
from diwan.core.organisations.operations import posts
from tests.core import people
from tests.core.accounts.conftest import READ
from tests.core.people import LONG_AGO, NOW, PASSWORD

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def sign_in(client, user):
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()


@pytest.fixture
def session(client, reader):
    sign_in(client, reader)
    assert client.get("/letter/").content == b"the letter"
    assert client.get("/api/v1/letter").json() == {"letter": 1}
    return client


def disable(user):
    operations.disable_account(actor=SYSTEM, person_id=user.pk, reason="mutation", now=NOW)


def raise_epoch(user):
    operations.end_sessions(actor=SYSTEM, person_id=user.pk, now=NOW)


def disable_behind_our_back(user):
    """As an administrator of the database would: no operation, no epoch, no session deleted."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def epoch_behind_our_back(user):
    User.objects.filter(pk=user.pk).update(access_epoch=7)


def change_password(user):
    user.set_password("un autre mot de passe")
    user.save()


ENDS = [disable, raise_epoch, disable_behind_our_back, epoch_behind_our_back, change_password]


@pytest.mark.parametrize("end", ENDS)
def test_a_page_says_why_once_and_the_session_is_destroyed(session, reader, end):
    end(reader)
    response = session.get("/letter/")
    assert response.status_code == 401
    assert b"the letter" not in response.content
    assert not Session.objects.exists()
    assert session.get("/letter/").url.startswith(reverse("account_login"))


@pytest.mark.parametrize("end", ENDS)
def test_a_fragment_is_sent_to_the_page_that_says_why(session, reader, end):
    end(reader)
    response = session.get("/letter/", headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (401, reverse("accounts:ended"))
    assert session.get(reverse("accounts:ended")).status_code == 200


@pytest.mark.parametrize("end", ENDS)
def test_a_program_gets_a_code(session, reader, end):
    end(reader)
    response = session.get("/api/v1/letter")
    assert (response.status_code, response.json()["code"]) == (401, "access_ended")


def withdraw_grant(user):
    posts.withdraw_right(actor=SYSTEM, grant_id=Grant.objects.get(right=READ).pk, now=NOW)


def end_holding(user):
    posts.end_holding(actor=SYSTEM, holding_id=Holding.objects.get(person=user).pk, now=NOW)


@pytest.mark.parametrize("end", [withdraw_grant, end_holding])
@pytest.mark.parametrize(("address", "headers"), [("/letter/", {}), ("/letter/", HTMX), ("/api/v1/letter", {})])
def test_a_lost_right_is_refused_while_the_person_stays_signed_in(session, reader, end, address, headers):
    end(reader)
    assert session.get(address, headers=headers).status_code == 403
    assert "_auth_user_id" in session.session


@pytest.mark.parametrize(("address", "headers"), [("/letter/", {}), ("/letter/", HTMX), ("/api/v1/letter", {})])
def test_an_ended_interim_is_refused_at_the_next_request(client, ministry, amina, address, headers):
    post = people.post(people.root(ministry), rights={READ: "unit"})
    interim = posts.set_interim(
        actor=SYSTEM, post_id=post.pk, person_id=amina.pk, reason="x", starts_at=LONG_AGO, ends_at=None, now=NOW
    )
    sign_in(client, amina)
    assert client.get(address, headers=headers).status_code == 200
    posts.end_interim(actor=SYSTEM, interim_id=interim.pk, now=NOW)
    assert client.get(address, headers=headers).status_code == 403


def test_a_closed_account_does_not_open_again_with_its_password(client, reader):
    disable(reader)
    response = client.post(reverse("account_login"), {"login": reader.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 302}
    operations.enable_account(actor=SYSTEM, person_id=reader.pk, now=NOW)
    sign_in(client, reader)


def test_others_keep_their_session(client, ministry, reader):
    other = people.person("Omar Bennani", "عمر")
    sign_in(client, other)
    disable(reader)
    assert client.get("/letter/").status_code == 403
    assert "_auth_user_id" in client.session


def test_a_request_costs_four_queries_to_know_who_asks(session, django_assert_num_queries):
    with django_assert_num_queries(4):  # session, person, seats, rights
        session.get("/letter/")
