"""The same letter in two windows, or at two desks; a page of before that is sent again."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from diwan.correspondence.deposits.models import Deposit
from tests.core import people
from tests.helpers import world

pytestmark = pytest.mark.django_db

ACTS = {
    "accept": {},
    "return": {"reason": "وثيقة ناقصة"},
    "answer": {"text": "تقرر", "accepting": "True"},
    "annul": {"reason": "سجلت مرتين", "sure": "on"},
}


@pytest.fixture
def letter(settings) -> Deposit:
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return world.deposit(world.office(people.root(people.administration("MEN")), "MEN")).deposit


@pytest.fixture
def desks(letter) -> tuple[Client, Client]:
    browsers = []
    for name in ("Clerk One", "Clerk Two"):
        user = people.person(name, administration=letter.office.administration)
        rights = {"deposits.process": "unit", "registers.correct": "unit"}
        people.seat(user, people.post(letter.office.unit, rights=rights))
        browser = Client()
        browser.force_login(user)
        browsers.append(browser)
    return browsers[0], browsers[1]


def send(browser: Client, letter: Deposit, act: str, key: str = ""):
    fields = {"idempotency_key": key or str(uuid.uuid4()), **ACTS[act]}
    return browser.post(reverse(f"deposits:{act}", args=[letter.pk]), fields)


@pytest.mark.parametrize(("first", "second"), [("return", "accept"), ("answer", "return"), ("annul", "answer")])
def test_the_second_is_told_that_it_was_decided_and_by_what(desks, letter, first, second):
    assert send(desks[0], letter, first).status_code == 302
    before = list(letter.steps.values_list("kind", flat=True))
    answer = send(desks[1], letter, second)
    letter.refresh_from_db()
    assert answer.status_code == 409
    assert str(letter.get_state_display()) in answer.content.decode()
    assert list(letter.steps.values_list("kind", flat=True)) == before


@pytest.mark.parametrize("act", ACTS)
def test_back_and_resend_changes_nothing_and_leads_where_the_first_led(desks, letter, act):
    key = str(uuid.uuid4())
    first, second = (send(desks[0], letter, act, key) for _ in range(2))
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert second["Idempotency-Replayed"] == "true"
    kinds = list(letter.steps.values_list("kind", flat=True))
    assert len(kinds) == len(set(kinds))


def test_an_old_page_sent_again_with_other_words_is_refused_and_the_first_words_stand(desks, letter):
    key = str(uuid.uuid4())
    place = reverse("deposits:return", args=[letter.pk])
    desks[0].post(place, {"idempotency_key": key, "reason": "وثيقة ناقصة"})
    answer = desks[0].post(place, {"idempotency_key": key, "reason": "سبب آخر"})
    letter.refresh_from_db()
    assert (answer.status_code, letter.reason) == (409, "وثيقة ناقصة")
