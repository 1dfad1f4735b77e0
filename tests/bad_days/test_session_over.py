"""A session ends in the middle of a long form; its sender signs in again and finds what was typed."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diwan.core.accounts.models import User
from tests.helpers.house import ELSEWHERE, HOLDER, World

pytestmark = pytest.mark.django_db

WORDS = "مصلحة التتبع والتقييم — long enough to be missed"
HERE = {"HTTP_REFERER": "http://testserver/somewhere"}
KEPT = "/account/kept/"


@pytest.fixture
def world(settings) -> World:
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return World(("accounts.administer",))


def opening(world: World, **changes: str) -> dict[str, str]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "email": "new@men.example",
        "name_ar": WORDS,
        "name_latin": "New Account",
        "language": "ar",
        "administration": str(world.here.pk),
        **changes,
    }


def expire(browser: Client) -> None:
    Session.objects.filter(session_key=browser.session.session_key).update(expire_date=timezone.now())


def back(browser: Client, world: World, person: str) -> None:
    """Sign in anew in the same browser, as the page of sign-in does: what its session holds stays."""
    browser.force_login(world.users[person])


def sent_too_late(world: World, **changes: str) -> tuple[Client, dict[str, str]]:
    browser, fields = world.client(HOLDER), opening(world, **changes)
    expire(browser)
    answer = browser.post(reverse("accounts:open_account"), fields, **HERE)
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?next={KEPT}"
    return browser, fields


def test_the_words_are_found_again_and_sent_once(world):
    browser, fields = sent_too_late(world)
    assert not User.objects.filter(email=fields["email"]).exists()
    back(browser, world, HOLDER)
    page = browser.get(KEPT).content.decode()
    assert WORDS in page
    assert fields["idempotency_key"] in page
    for _ in range(2):  # a double click
        assert browser.post(reverse("accounts:open_account"), fields).status_code == 302
    assert User.objects.filter(email=fields["email"]).count() == 1
    assert WORDS not in browser.get(KEPT).content.decode()


def test_nobody_else_at_the_same_desk_finds_them(world):
    browser, _ = sent_too_late(world)
    assert WORDS not in browser.get(KEPT, follow=True).content.decode()
    back(browser, world, ELSEWHERE)
    assert WORDS not in browser.get(KEPT).content.decode()


def test_nothing_of_them_is_in_the_browser_or_legible_in_the_database(world):
    browser, fields = sent_too_late(world)
    cookies = " ".join(morsel.value for morsel in browser.cookies.values())
    stored = " ".join(
        str(Session(session_data=data).get_decoded()) for data in Session.objects.values_list("session_data", flat=True)
    )
    for text in (cookies, stored):
        assert WORDS not in text
        assert fields["email"] not in text


def test_passwords_and_what_strangers_send_do_not_wait(world):
    browser, _ = sent_too_late(world, password="un mot de passe assez long")
    back(browser, world, HOLDER)
    assert "mot de passe assez long" not in browser.get(KEPT).content.decode()
    stranger = Client()  # never signed in: nothing is kept for whoever comes along
    answer = stranger.post(reverse("accounts:open_account"), opening(world), **HERE)
    assert KEPT not in answer["Location"]
    assert not stranger.session.keys()


def test_another_site_puts_no_words_into_anybodys_mouth(world):
    browser = world.client(HOLDER)
    expire(browser)
    for headers in ({"HTTP_REFERER": "https://elsewhere.example/"}, {}):
        assert KEPT not in browser.post(reverse("accounts:open_account"), opening(world), **headers)["Location"]


def test_they_may_be_dropped_and_they_do_not_wait_for_ever(world, monkeypatch):
    from diwan.core.accounts import kept

    browser, _ = sent_too_late(world)
    back(browser, world, HOLDER)
    browser.post(reverse("accounts:drop_kept"), {"idempotency_key": str(uuid.uuid4())})
    assert WORDS not in browser.get(KEPT).content.decode()
    browser, _ = sent_too_late(world)
    back(browser, world, HOLDER)
    monkeypatch.setattr(kept, "LASTS", -1)
    assert WORDS not in browser.get(KEPT).content.decode()


def test_a_token_of_before_the_sign_in_loses_nothing_either(world):
    """Two tabs: the person signed in anew in one, the form of the other is older."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.users[HOLDER])
    fields = opening(world, csrfmiddlewaretoken="x" * 64)
    answer = browser.post(reverse("accounts:open_account"), fields, **HERE)
    assert (answer.status_code, answer["Location"]) == (302, KEPT)
    assert WORDS in browser.get(KEPT).content.decode()
    forged = browser.post(reverse("accounts:open_account"), fields, HTTP_ORIGIN="https://elsewhere.example")
    assert forged.status_code == 403


def test_an_access_that_was_ended_says_where_the_words_are(world):
    browser, fields = world.client(HOLDER), opening(world)
    user = world.users[HOLDER]
    User.objects.filter(pk=user.pk).update(access_epoch=user.access_epoch + 1)
    answer = browser.post(reverse("accounts:open_account"), fields, **HERE)
    assert answer.status_code == 401
    assert KEPT in answer.content.decode()
    user.refresh_from_db()
    back(browser, world, HOLDER)
    assert WORDS in browser.get(KEPT).content.decode()
