"""The screens of continuity: who may, what a wrong form keeps, and lists whose queries do not grow."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diwan.telework.continuity import api as continuity
from diwan.telework.continuity.models import Crisis, Exemption
from tests.helpers.jobs import run_jobs

from .test_switch import in_force, planned, submitted, today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


def post(client: Client, name: str, *args: Any, **said: Any) -> Any:
    return client.post(reverse(f"continuity:{name}", args=args), {**said, "idempotency_key": str(uuid.uuid4())})


@pytest.fixture
def chief(house: Any) -> Client:
    return signed_in(house.people["sg"])


def test_an_agent_steers_nothing_and_reads_their_own_days(house: Any) -> None:
    crisis = in_force(house)
    agent = signed_in(house.staff[0])
    for name, args in (("home", []), ("new", []), ("exemptions", []), ("crisis", [crisis.pk]), ("return", [crisis.pk])):
        assert agent.get(reverse(f"continuity:{name}", args=args)).status_code in (403, 404), name
    assert post(agent, "withdraw", crisis.pk, reason="لا").status_code in (403, 404)
    assert post(agent, "return", crisis.pk, reason="لا", returns_on=today().isoformat()).status_code in (403, 404)
    assert Crisis.objects.get(pk=crisis.pk).state == continuity.CrisisState.IN_FORCE
    answer = agent.get(reverse("continuity:mine"))
    assert answer.status_code == 200
    assert answer.context["lines"]


def test_a_wrong_form_is_shown_again_with_what_was_typed(house: Any, chief: Client) -> None:
    typed = {"rule": "reduced_presence", "unit": house.units["root"].pk, "reason": "وضعية وبائية خاصة"}
    first = today()
    wrong = typed | {"starts_on": first.isoformat(), "ends_on": (first - timedelta(days=3)).isoformat()}
    past = typed | {"starts_on": (first - timedelta(days=3)).isoformat(), "ends_on": first.isoformat()}
    for said in (wrong, past):
        answer = post(chief, "new", **said)
        assert answer.status_code == 422
        assert "وضعية وبائية خاصة" in answer.content.decode()
    assert not Crisis.objects.exists()


def test_a_return_outside_the_crisis_is_refused_and_keeps_its_reason(house: Any, chief: Client) -> None:
    crisis = in_force(house)
    late = (crisis.ends_on + timedelta(days=5)).isoformat()
    answer = post(chief, "return", crisis.pk, reason="تحسن الوضعية الصحية", returns_on=late)
    assert answer.status_code == 422
    assert "تحسن الوضعية الصحية" in answer.content.decode()
    assert Crisis.objects.get(pk=crisis.pk).return_act_id is None


def test_nobody_known_is_exempted(house: Any, chief: Client) -> None:
    answer = post(chief, "exemptions", email="nobody@elsewhere.example", proof="شهادة 7")
    assert answer.status_code == 422
    assert "شهادة 7" in answer.content.decode()
    assert not Exemption.objects.exists()


def test_submitted_twice_one_act_is_made(house: Any, chief: Client) -> None:
    crisis = planned(house)
    assert post(chief, "submit", crisis.pk).status_code == 302
    act = Crisis.objects.get(pk=crisis.pk).act_id
    assert post(chief, "submit", crisis.pk).status_code == 409
    assert Crisis.objects.get(pk=crisis.pk).act_id == act


def test_withdrawn_without_a_reason_stays_and_with_one_goes(house: Any, chief: Client) -> None:
    crisis = submitted(house)
    run_jobs()
    assert post(chief, "withdraw", crisis.pk, reason="").status_code == 422
    assert Crisis.objects.get(pk=crisis.pk).state == continuity.CrisisState.SIGNING
    assert post(chief, "withdraw", crisis.pk, reason="خطأ").status_code == 302
    assert Crisis.objects.get(pk=crisis.pk).state == continuity.CrisisState.WITHDRAWN
    assert post(chief, "withdraw", crisis.pk, reason="خطأ").status_code == 409


def test_the_lists_ask_the_database_as_often_however_long(house: Any, chief: Client) -> None:
    def asks(name: str) -> int:
        chief.get(reverse(f"continuity:{name}"))
        with CaptureQueriesContext(connection) as seen:
            assert chief.get(reverse(f"continuity:{name}")).status_code == 200
        return len(seen)

    def more(unit: str, who: int) -> None:
        planned(house, unit_id=house.units[unit].pk)
        now = timezone.now()
        continuity.exempt(actor=house.actor("sg"), person_id=house.staff[who].pk, proof="شهادة", now=now)

    more("DRH", 0)
    few = {name: asks(name) for name in ("home", "exemptions")}
    for who, unit in enumerate(("DIV", "DAF", "root"), start=1):
        more(unit, who)
    assert {name: asks(name) for name in few} == few
