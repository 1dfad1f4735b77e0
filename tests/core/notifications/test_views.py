"""The bell and its pages."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from diwan.core.notifications import api, queries
from diwan.core.notifications.models import Notification
from tests.core import people
from tests.core.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(client, monkeypatch):
    monkeypatch.setattr(queries, "KINDS", {"letters.late": "Late letters"})
    person = people.person(language="en")
    client.force_login(person)
    return person


def tell(person, subject: str = "A letter waits", **told):
    return api.notify(person_id=person.pk, kind="letters.late", subject=subject, now=NOW, **told)


def press(client, name: str, *args: int, **data):
    return client.post(reverse(f"notifications:{name}", args=args), {"idempotency_key": str(uuid.uuid4()), **data})


def test_empty(client, amina):
    page = client.get(reverse("notifications:list")).content.decode()
    assert "Nothing yet" in page
    assert "Everything is read" in client.get(reverse("notifications:list"), {"show": "unread"}).content.decode()


def test_ones_own_newest_first_and_unread(client, amina):
    brahim = people.person("Brahim Idrissi")
    tell(brahim, "For Brahim")
    first, second = tell(amina, "First <b>"), tell(amina, "Second")
    page = client.get(reverse("notifications:list")).content.decode()
    assert page.index("Second") < page.index("First &lt;b&gt;")
    assert "For Brahim" not in page
    press(client, "read", second.pk)
    unread = client.get(reverse("notifications:list"), {"show": "unread"})
    assert list(unread.context["page"]) == [first]


def test_opening_reads_it_and_goes_there(client, amina):
    told = tell(amina, url="/account/")
    response = press(client, "open", told.pk)
    assert (response.status_code, response.url) == (302, "/account/")
    assert api.unread_count(amina.pk) == 0
    assert press(client, "open", tell(amina).pk).url == reverse("notifications:list")


def test_all_are_read_at_once(client, amina):
    for number in range(3):
        tell(amina, str(number))
    press(client, "read_all")
    assert api.unread_count(amina.pk) == 0


def test_those_of_others_do_not_exist(client, amina):
    theirs = tell(people.person("Brahim Idrissi"))
    for name in ("read", "open"):
        assert press(client, name, theirs.pk).status_code == 404
    assert Notification.objects.get().read_at is None


def test_pages_fragment_and_cost(client, amina, django_assert_max_num_queries):
    for number in range(30):
        tell(amina, str(number))
    address = reverse("notifications:list")
    assert len(client.get(address, {"page": 2}).context["page"]) == 5
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<div id="notifications"')
    assert "<bdi>30</bdi>" in client.get(reverse("notifications:count")).content.decode()
    with django_assert_max_num_queries(14):
        client.get(address)


def test_preferences(client, amina):
    address = reverse("notifications:preferences")
    assert "checked" in client.get(address).content.decode()
    press(client, "preferences")
    assert "checked" not in client.get(address).content.decode()
    assert queries.wanted(amina.pk, "letters.late") == (False, False)
    press(client, "preferences", by_mail="letters.late")
    assert queries.wanted(amina.pk, "letters.late") == (True, False)
    press(client, "preferences", by_push="letters.late")
    assert queries.wanted(amina.pk, "letters.late") == (False, True)


def test_strangers_sign_in_first(client):
    for name in ("list", "count", "preferences"):
        assert client.get(reverse(f"notifications:{name}")).status_code == 302


def test_a_get_writes_nothing_and_a_post_needs_its_key(client, amina):
    assert client.get(reverse("notifications:read_all")).status_code == 405
    assert client.post(reverse("notifications:read_all")).status_code == 400
