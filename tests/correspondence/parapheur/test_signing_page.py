"""The list before a batch: what is chosen one by one or all at once, and as many as may be signed together."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from diwan.correspondence.parapheur.views import signing
from tests.helpers.parapheur import sent, visa

pytestmark = pytest.mark.django_db
SIGN = reverse("parapheur:sign")


@pytest.fixture
def head(house, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    browser = Client()
    browser.force_login(house.people["head"])
    return browser


@pytest.fixture
def folders(house):
    """Three that await the signature of the head, and one that still awaits its visa."""
    found = [sent(house, title=f"قرار رقم {n}") for n in range(4)]
    for folder in found[:3]:
        visa(house, folder)
    return found


def listed(answer) -> list[str]:
    return re.findall(r"قرار رقم \d", answer.content.decode())


def test_all_that_match_are_listed_and_nothing_else(head, folders):
    assert listed(head.get(SIGN, {"all": "1"})) == [one.title for one in folders[:3]]
    assert listed(head.get(SIGN, {"all": "1", "q": "رقم 1"})) == [folders[1].title]


def test_what_is_chosen_keeps_its_order_and_what_does_not_wait_is_left_out(head, folders):
    answer = head.get(SIGN, {"id": [folders[2].pk, folders[0].pk, folders[2].pk, folders[3].pk]})
    assert listed(answer) == [folders[2].title, folders[0].title]
    assert answer.context["left"] == 1


def test_beyond_what_one_proof_signs_the_first_are_listed_and_the_rest_is_told(head, folders, monkeypatch):
    monkeypatch.setattr(signing, "MOST", 2)
    answer = head.get(SIGN, {"all": "1"})
    assert listed(answer) == [folders[0].title, folders[1].title]
    assert (answer.context["more"], answer.context["left"]) == (1, 0)


def test_a_thousand_are_one_field_of_the_form(head, folders):
    """Django takes a thousand fields at most, and a form has others than its list."""
    answer = head.get(SIGN, {"all": "1"})
    assert answer.content.count(b'name="lines"') == 1
    lines = " ".join(f"{n}:{'0' * 64}" for n in range(1, 1001))
    said = {"lines": lines, "idempotency_key": "0b9d2f0a-2b34-4c55-9f2c-111111111111", "presence_code": "123456"}
    assert head.post(SIGN, said).status_code == 403  # read to its end: nobody can be proved to be there
