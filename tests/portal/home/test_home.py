"""The public's door."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.kit import frontpage, navigation
from tests.core import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registries(monkeypatch):
    monkeypatch.setattr(frontpage, "_providers", [])
    monkeypatch.setattr(navigation, "_entries", {})


def test_anybody_may_come_in(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "إيداع مراسلة" in response.content.decode()


def test_figures_are_shown_only_when_somebody_counts_them(client):
    assert 'class="figures"' not in client.get("/").content.decode()
    frontpage.register_figures(lambda now: [frontpage.Figure(str(now.year), "سنة العد")])
    page = client.get("/").content.decode()
    assert str(timezone.now().year) in page
    assert "سنة العد" in page


def test_somebody_who_works_here_is_led_to_their_desk(client):
    navigation.register(navigation.Entry(section="", label="مكتب", url_name="shell:style"))
    client.force_login(people.person())
    assert client.get("/")["Location"] == "/style/"
    assert client.get("/?public").status_code == 200


def test_somebody_without_a_desk_yet_sees_the_home_page(client):
    client.force_login(people.person())
    assert client.get("/").status_code == 200
