"""The directory as people see it: the public, colleagues, administrators of here and of elsewhere."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.core.organisations.enums import ADMINISTER
from diwan.core.organisations.models import Delegation, Grant, Holding, Interim, Post, Unit
from diwan.core.organisations.operations import units
from tests.core import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def world():
    """A ministry with a region, whose head is Amina; Omar administers it; Sara administers another administration."""
    ministry, abroad = people.administration(), people.administration("KWM", "KW", "وزارة التربية الكويتية")
    region = people.unit(people.root(ministry), "أكاديمية فاس مكناس", "region", code="FM")
    province = people.unit(region, "مديرية تاونات", "province")
    head = people.post(region, "مدير الأكاديمية", is_head=True)
    amina, omar, sara = people.person(), people.person("Omar Bennani", "عمر بناني"), people.person("Sara K", "سارة")
    people.seat(amina, head)
    people.seat(omar, people.post(people.root(ministry), "مدير النظم", rights={ADMINISTER: "administration"}))
    people.seat(sara, people.post(people.root(abroad), "مديرة", rights={ADMINISTER: "administration"}))
    for user in (amina, omar):
        user.administration = ministry
        user.save()
    return {"region": region, "province": province, "head": head, "amina": amina, "omar": omar, "sara": sara}


def address(name, *args):
    return reverse(f"organisations:{name}", args=args)


def send(client, url, **data):
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def test_the_public_reads_the_tree_but_no_names_of_people(client, world):
    page = client.get(address("directory")).content.decode()
    assert "وزارة التربية الوطنية" in page
    assert "وزارة التربية الكويتية" in page
    assert (
        "أكاديمية فاس"
        in client.get(address("children", people.root(world["region"].administration).pk)).content.decode()
    )
    text = client.get(address("unit", world["region"].pk)).content.decode()
    assert "مدير الأكاديمية" in text
    assert "أمينة" not in text
    assert "Amina" not in text


def test_colleagues_see_who_sits_where_and_strangers_do_not(client, world):
    client.force_login(world["amina"])
    page = client.get(address("unit", world["region"].pk)).content.decode()
    assert "أمينة العلوي" in page
    assert address("rename_unit", world["region"].pk) not in page
    client.force_login(world["sara"])
    assert "أمينة العلوي" not in client.get(address("unit", world["region"].pk)).content.decode()


def test_the_directory_as_it_was(client, world):
    region, today = world["region"], timezone.localdate()
    units.rename_unit(
        actor=people.SYSTEM, unit_id=region.pk, names=people.Names("أكاديمية فاس"), on=today, now=timezone.now()
    )
    before = (today - timedelta(days=1)).isoformat()
    now, then = (client.get(address("unit", region.pk), q).content.decode() for q in ({}, {"at": before}))
    assert re.search(r"<h1[^>]*>أكاديمية فاس</h1>", now)
    assert re.search(r"<h1[^>]*>أكاديمية فاس مكناس</h1>", then)
    assert "مديرية تاونات" in client.get(address("unit", region.pk), {"at": before}).content.decode()
    assert client.get(address("unit", region.pk), {"at": "1900-01-01"}).status_code == 200
    assert client.get(address("unit", region.pk), {"at": "rubbish"}).status_code == 200


def test_search_finds_whatever_the_spelling(client, world):
    assert "أكاديمية فاس مكناس" in client.get(address("directory"), {"q": "اكاديميه فاس"}).content.decode()
    assert "أكاديمية" not in client.get(address("directory"), {"q": "مراكش"}).content.decode()


def test_few_queries_however_large_the_branch(client, world, django_assert_max_num_queries):
    for number in range(12):
        people.unit(world["region"], f"مصلحة {number}", "service")
    with django_assert_max_num_queries(2):
        client.get(address("children", world["region"].pk))


CHANGES = [
    ("add_unit", "region", {"name_ar": "مصلحة التخطيط", "kind": "service", "on": "2026-01-05"}),
    ("rename_unit", "region", {"name_ar": "أكاديمية فاس", "on": "2026-01-05"}),
    ("move_unit", "province", {"unit": "MEN", "on": "2026-01-05"}),
    ("merge_unit", "province", {"unit": "FM", "on": "2026-01-05"}),
    ("abolish_unit", "province", {"unit": "FM", "on": "2026-01-05"}),
    ("add_post", "region", {"name_ar": "كاتب عام"}),
    ("name_holder", "head", {"person": "omar.bennani@men.example", "first_day": "2026-01-05"}),
    ("set_interim", "head", {"person": "omar.bennani@men.example", "first_day": "2026-01-05", "reason": "رخصة"}),
    ("grant_right", "head", {"right": ADMINISTER, "reach": "unit"}),
]


@pytest.mark.parametrize(("name", "what", "data"), CHANGES)
def test_an_administrator_changes_it_and_nobody_else(client, world, name, what, data):
    url, before = address(name, world[what].pk), snapshot()
    assert send(client, url, **data).url.startswith(reverse("account_login"))
    for stranger in ("amina", "sara"):
        client.force_login(world[stranger])
        assert client.get(url).status_code == 403
        assert send(client, url, **data).status_code == 403
    assert snapshot() == before
    client.force_login(world["omar"])
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 400  # without a key
    assert snapshot() == before
    response = send(client, url, **data)
    assert response.status_code == 302, re.findall(r"<li>.*?</li>", response.content.decode())
    assert snapshot() != before


def snapshot():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Unit, Unit.versions.rel.related_model, Post, Holding, Interim, Delegation, Grant)
    ]


def test_what_was_given_is_taken_back_by_its_button(client, world):
    client.force_login(world["omar"])
    head, stranger = world["head"], people.person("Hind T", "هند")
    send(client, address("set_interim", head.pk), person=world["omar"].email, first_day="2026-01-05", reason="رخصة")
    send(client, address("grant_right", head.pk), right=ADMINISTER, reach="unit")
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    lent = {"person": world["sara"].email, "first_day": timezone.localdate().isoformat(), "last_day": later}
    assert send(client, address("delegate", head.pk), rights=[ADMINISTER], **lent).status_code == 302
    page = client.get(address("unit", world["region"].pk)).content.decode()
    now = timezone.now() + timedelta(seconds=1)
    for name, model in (
        ("revoke_delegation", Delegation),
        ("end_interim", Interim),
        ("end_holding", Holding),
        ("withdraw_right", Grant),
    ):
        row = model.objects.get(post=head)
        assert address(name, row.pk) in page
        client.force_login(stranger)
        assert send(client, address(name, row.pk)).status_code == 403
        client.force_login(world["omar"])
        assert send(client, address(name, row.pk)).status_code == 302
        assert not (Grant.objects.filter(post=head) if model is Grant else model.objects.at(now).filter(post=head))


def test_a_refusal_is_said_in_the_form(client, world):
    client.force_login(world["omar"])
    answer = send(client, address("move_unit", world["region"].pk), unit="مديرية تاونات", on="2026-01-05", lang="en")
    assert answer.status_code == 422
    answer = client.post(
        address("move_unit", world["region"].pk) + "?lang=en",
        {"unit": "تاونات", "on": "2026-01-05", "idempotency_key": str(uuid.uuid4())},
    )
    assert "A unit cannot stand below itself." in answer.content.decode()


def test_an_unknown_person_or_an_ambiguous_unit_is_asked_again(client, world):
    client.force_login(world["omar"])
    assert (
        send(client, address("name_holder", world["head"].pk), person="x@y.example", first_day="2026-01-05").status_code
        == 422
    )
    assert send(client, address("move_unit", world["province"].pk), unit="ا", on="2026-01-05").status_code == 422


def test_suggestions_are_for_administrators_and_stay_in_the_administration(client, world):
    client.force_login(world["omar"])
    assert "FM" in client.get(address("suggestions", world["region"].pk), {"unit": "فاس"}).content.decode()
    assert "كويت" not in client.get(address("suggestions", world["region"].pk), {"unit": "وزارة"}).content.decode()
    found = client.get(address("people", world["region"].pk), {"person": "امينه"}).content.decode()
    assert world["amina"].email in found
    client.force_login(world["amina"])
    for name in ("suggestions", "people"):
        assert client.get(address(name, world["region"].pk)).status_code == 403
