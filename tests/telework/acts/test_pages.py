"""The pages of acts: who reads which, the list in constant queries, what a stranger checks."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from diwan.telework.acts import api as acts
from diwan.telework.acts import queries
from diwan.telework.acts.models import Act
from diwan.telework.rules.api import MANAGE
from tests.core import people
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.acts import sign
from tests.telework.acts.test_signing import prepared

pytestmark = pytest.mark.django_db


def browser(house: Any, who: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(house.people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_who_reads_an_act(house: Any) -> None:
    """Whom it concerns, who prepared it, who signs it; a manager of the unit from the day they hold the right."""
    act = prepared(house, acts.Signer(post_id=house.posts["head"].pk), person_id=house.people["clerk"].pk)
    for who in ("division", "head", "clerk"):
        assert Act.objects.visible_to(house.actor(who)).filter(pk=act.pk).exists(), who
    assert not Act.objects.visible_to(house.actor("finance")).exists()
    chief = people.post(house.units["DRH"], "رئيسة مصلحة", rights={MANAGE: "subtree"})
    people.seat(people.person("Salma Fassi", administration=house.tenant), chief)
    manager = people.person("Nadia Radi", administration=house.tenant)
    people.seat(manager, people.post(house.units["DAF"], "رئيس", rights={MANAGE: "subtree"}))
    from diwan.core.organisations.api import actor_for

    assert Act.objects.visible_to(actor_for(chief.holding_set.get().person_id, people.NOW)).exists()
    assert not Act.objects.visible_to(actor_for(manager.pk, people.NOW)).exists()


def test_the_signer_is_shown_the_way_to_a_key_when_there_is_none(house: Any) -> None:
    act = prepared(house, acts.Signer(post_id=house.posts["head"].pk))
    run_jobs()
    page = browser(house, "head").get(act.url()).content.decode()
    assert reverse("signing:ask_certificate") in page
    sign(act.pk)
    after = browser(house, "head").get(act.url()).content.decode()
    assert reverse("signing:ask_certificate") not in after
    assert Act.objects.get(pk=act.pk).reference in after


def test_the_list_is_filtered_and_takes_the_same_queries(house: Any, django_assert_num_queries: Any) -> None:
    client = browser(house, "division")
    first = sign(prepared(house, acts.Signer(post_id=house.posts["head"].pk), title="ميثاق العمل عن بعد").pk)
    client.get(reverse("acts:list"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as some:
        client.get(reverse("acts:list"))
    for _n in range(3):
        prepared(house)
    with django_assert_num_queries(len(some)):
        page = client.get(reverse("acts:list")).content.decode()
    assert page.count("<tr>") == 5
    assert "ميثاق" in client.get(reverse("acts:list"), {"q": first.reference}).content.decode()
    assert "ميثاق" not in client.get(reverse("acts:list"), {"state": "preparing"}).content.decode()
    sheet = client.get(reverse("acts:export", args=["csv"])).content.decode()
    assert first.reference in sheet


def test_what_awaits_my_signature(house: Any) -> None:
    act = prepared(house, acts.Signer(post_id=house.posts["head"].pk))
    run_jobs()
    asked = queries.Asked(mine="sign")
    assert [one.pk for one in queries.found(house.actor("head"), asked)] == [act.pk]
    assert not queries.found(house.actor("division"), asked).exists()


def test_a_stranger_checks_the_code_and_learns_no_name(house: Any, client: Client) -> None:
    act = prepared(house, acts.Signer(post_id=house.posts["head"].pk), title="قرار يخص فاطمة")
    run_jobs()
    waiting = client.get(reverse("acts:check", args=[act.code])).content.decode()
    assert "proof-ok" not in waiting
    signed = sign(act.pk)
    page = client.get(reverse("acts:check", args=[act.code.lower()])).content.decode()
    assert signed.reference in page
    assert "فاطمة" not in page
    assert client.get(reverse("acts:check", args=["NOSUCHCODE22"])).status_code == 404
    for word in (signed.reference, act.code.lower()):  # as it is typed on the page where any document is checked
        found = client.get(reverse("verification:find"), {"reference": word}, follow=True)
        assert found.redirect_chain[-1][0] == reverse("acts:check", args=[act.code])


def test_withdrawn_from_its_page_with_a_reason(house: Any) -> None:
    act = prepared(house)
    client = browser(house, "division")
    address = reverse("acts:withdraw", args=[act.pk])
    key = {"idempotency_key": "0b8ab8a4-7b0f-4f43-9d0b-0c2b8d1f9a01"}
    assert client.post(address, key | {"reason": ""}).status_code == 422
    assert (
        client.post(
            address, key | {"reason": "خطأ", "idempotency_key": "0b8ab8a4-7b0f-4f43-9d0b-0c2b8d1f9a02"}
        ).status_code
        == 302
    )
    assert "خطأ" in client.get(act.url()).content.decode()
    assert browser(house, "finance").get(address).status_code == 403  # a signer reads it and does not withdraw it
