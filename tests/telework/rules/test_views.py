"""The pages of the rules: in words, in four languages, with their sources; adjusting, ending, comparing."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from diwan.telework.rules.models import Adjustment
from diwan.telework.rules.terms import TERMS
from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World
from tests.helpers.telework.rules import adjusted

TODAY = timezone.localdate()


@pytest.fixture
def world(db):
    return World(rights=("telework.rules",))


def key():
    return {"idempotency_key": str(uuid.uuid4())}


def page(world, name="rules:home", person=HOLDER, language="en", **where):
    with translation.override(language):
        url = reverse(name, kwargs=where)
    client = world.client(person)
    client.cookies["django_language"] = client.cookies["diwan_language"] = language
    return client.get(url, headers={"accept-language": language})


def test_everyone_reads_the_rules_of_their_administration(world):
    text = page(world, person=STRANGER).content.decode()
    assert "2.20.343" in text
    assert "/adjust/" not in text
    assert "/trial/adjust/" in page(world).content.decode()
    assert "/notice/adjust/" not in page(world).content.decode()


def test_a_rule_of_kuwait_is_shown_after_the_profile_is_changed(world):
    url = reverse("rules:adjust", args=[world.here.pk, "profile"])
    said = {"value": "KW", "starts_on": TODAY.isoformat(), "ground": "مقرر"}
    answer = world.client(HOLDER).post(url, {**said, **key()})
    assert answer.status_code == 302, answer.context["form"].errors
    text = page(world).content.decode()
    assert "30%" in text
    assert "CITRA" in text or "CITRA" in page(world, language="fr").content.decode()
    assert "2.20.343" not in text


@pytest.mark.parametrize("name", sorted(TERMS))
def test_every_rule_has_its_form_with_what_holds_in_it(world, name):
    answer = page(world, "rules:adjust", administration_id=world.here.pk, key=name)
    assert answer.status_code == 200
    assert answer.context["form"].fields


@pytest.mark.parametrize("name", ["quota", "quota.minimum_presence", "crisis.reduced_presence", "profile"])
def test_quotas_and_the_profile_have_theirs(world, name):
    assert page(world, "rules:adjust", administration_id=world.here.pk, key=name).status_code == 200


def test_a_quota_is_added_by_its_form(world):
    url = reverse("rules:adjust", args=[world.here.pk, "quota"])
    said = {
        "code": "counter-b",
        "direction": "min",
        "percent": "60",
        "scope": "counter",
        "which": "B",
        "weekdays": ["2", "4"],
        "window": "day",
        "least_people": "2",
        "starts_on": TODAY.isoformat(),
        "ground": "مقرر",
    }
    assert world.client(HOLDER).post(url, {**said, **key()}).status_code == 302
    row = Adjustment.objects.get()
    assert row.key == "quota.counter-b"
    assert row.value == {
        "direction": "min",
        "percent": 60,
        "scope": "counter",
        "value": "B",
        "weekdays": [2, 4],
        "window": "day",
        "least_people": 2,
    }
    assert page(world, "rules:rule", administration_id=world.here.pk, key="quota.counter-b").status_code == 200


def test_a_refusal_keeps_what_was_typed(world):
    url = reverse("rules:adjust", args=[world.here.pk, "trial"])
    said = {"amount": "7", "unit": "M", "starts_on": TODAY.isoformat(), "ground": "قرار اللجنة"}
    answer = world.client(HOLDER).post(url, {**said, **key()})
    assert answer.status_code == 422
    assert "قرار اللجنة" in answer.content.decode()
    assert not Adjustment.objects.exists()


def test_the_same_form_sent_twice_sets_once(world):
    url = reverse("rules:adjust", args=[world.here.pk, "trial"])
    said = {"amount": "2", "unit": "M", "starts_on": TODAY.isoformat(), "ground": "قرار", **key()}
    client = world.client(HOLDER)
    assert [client.post(url, said).status_code for _again in range(2)] == [302, 302]
    assert Adjustment.objects.get().value == "P2M"


def test_one_in_force_is_given_an_end(world):
    url = reverse("rules:adjust", args=[world.here.pk, "trial"])
    said = {"amount": "2", "unit": "M", "starts_on": TODAY.isoformat(), "ground": "قرار"}
    client = world.client(HOLDER)
    client.post(url, {**said, **key()})
    row = Adjustment.objects.get()
    stop = reverse("rules:stop", args=[row.pk])
    assert client.get(stop).status_code == 200
    on = (TODAY + timedelta(days=9)).isoformat()
    assert client.post(stop, {"ends_on": on, "reason": "انتهى", **key()}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on.isoformat() == on


def test_nobody_elsewhere_sees_them(world):
    adjustment = world.adjustment
    for name, where in (
        ("rules:rule", {"administration_id": world.here.pk, "key": "trial"}),
        ("rules:history", {"administration_id": world.here.pk}),
        ("rules:stop", {"adjustment_id": adjustment.pk}),
    ):
        assert page(world, name, ELSEWHERE, **where).status_code == 404


def test_an_unknown_rule_is_not_found(world):
    for name in ("nothing", "crisis.none"):
        assert page(world, "rules:rule", administration_id=world.here.pk, key=name).status_code == 404
        assert page(world, "rules:adjust", administration_id=world.here.pk, key=name).status_code == 404


def test_the_history_costs_the_same_with_more_rows(world):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert page(world, "rules:history", administration_id=world.here.pk).status_code == 200
        return len(queries)

    adjusted(world.here.pk, "eligible_score", 61, days=1)
    few = count()
    for number in range(5):
        adjusted(world.here.pk, "eligible_score", 62 + number, days=2 + number)
    assert count() == few


def test_the_sheet_holds_each_rule_with_its_source(world):
    url = reverse("rules:export", args=[world.here.pk])
    assert world.client(STRANGER).get(url).content[:2] == b"PK"
    text = world.client(STRANGER).get(url, {"format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) > 25
    assert all(row[1] and row[4] for row in rows[1:])


def test_countries_stand_side_by_side(world):
    text = page(world, "rules:compare").content.decode()
    assert text.count('<th scope="col">') == 5
    assert "70%" in text
    assert "30%" in text


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_each_page_opens_in_each_language(world, language):
    world.adjustment  # noqa: B018
    where = {"administration_id": world.here.pk}
    for name, more in (
        ("rules:home", {}),
        ("rules:compare", {}),
        ("rules:history", where),
        ("rules:rule", {**where, "key": "trial"}),
        ("rules:adjust", {**where, "key": "quota"}),
    ):
        answer = page(world, name, language=language, **more)
        assert answer.status_code == 200
        assert "%(" not in answer.content.decode()
