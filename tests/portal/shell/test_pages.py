"""The frame around pages: languages, theme, navigation, search."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import reverse

from diwan.core.organisations import actors
from diwan.kit import navigation
from diwan.portal.shell.context import Shell
from tests.core import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch):
    """No page but those of the test."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_providers", {})


@pytest.fixture
def staff(client, registry, monkeypatch):
    """Somebody signed in who holds the right `letters.read`."""
    monkeypatch.setattr(actors, "_rights", dict(actors.rights()))
    actors.register_right("letters.read", "read")
    user = people.person()
    place = people.unit(people.root(people.administration()))
    people.seat(user, people.post(place, rights={"letters.read": "unit"}))
    client.force_login(user)
    return client


def entry(**fields):
    return navigation.Entry(**{"section": "", "label": "Guide", "url_name": "shell:style", **fields})


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr"), ("zgh", "ltr")])
def test_each_language_has_its_direction_and_its_build_of_the_styles(client, code, direction):
    page = client.get("/", {"lang": code}).content.decode()
    assert f'<html lang="{code}" dir="{direction}"' in page
    assert ("tabler.rtl.min.css" in page) is (direction == "rtl")


def test_language_links_keep_the_other_parameters_of_the_address():
    request = RequestFactory().get("/list/", {"q": "طلب", "page": "2", "lang": "ar"})
    urls = {language.code: language.url for language in Shell(request).languages}
    assert urls["fr"] == "?q=%D8%B7%D9%84%D8%A8&page=2&lang=fr"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_in_the_cookie_is_in_the_first_byte_of_the_page(client, theme):
    response = client.get(reverse("shell:theme", args=[theme]), {"next": "/?q=1"})
    assert response["Location"] == "/?q=1"
    assert f'data-bs-theme="{theme}"' in client.get("/").content.decode()[:200]


def test_theme_left_to_the_device_writes_no_theme(client):
    assert "data-bs-theme" not in client.get("/").content.decode()


def test_unknown_theme_is_not_found_and_a_foreign_address_is_not_followed(client):
    assert client.get("/theme/pink/").status_code == 404
    assert client.get("/theme/dark/", {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_navigation_shows_what_the_right_gives_and_nothing_else(staff):
    navigation.register(entry(label="للقراءة", right="letters.read"))
    navigation.register(entry(label="للتوقيع", url_name="shell:search", right="letters.sign"))
    page = staff.get("/style/?desk").content.decode()
    assert "للقراءة" in page
    assert "للتوقيع" not in page


def test_sections_come_in_the_order_of_their_first_entry(staff):
    navigation.register(entry(section="B", label="second", url_name="shell:search", order=5))
    navigation.register(entry(section="A", label="first", order=1))
    page = staff.get("/style/?desk").content.decode()
    assert page.index("first") < page.index("second")


def test_entry_of_an_app_that_is_not_installed_is_left_out(staff):
    navigation.register(entry(label="absent", url_name="nowhere:at_all"))
    assert "absent" not in staff.get("/style/?desk").content.decode()


def test_public_sees_no_navigation_no_search_and_no_bell(client, registry):
    navigation.register(entry(label="للجميع", count=lambda actor: 1 / 0, bell=True))
    page = client.get("/").content.decode()
    assert "للجميع" not in page
    assert 'role="search"' not in page


def test_home_costs_the_public_no_more_than_a_handful_of_queries(client, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(3):
        client.get("/")


def test_search_is_for_people_who_signed_in(client):
    assert client.get(reverse("shell:search"), {"q": "x"}).status_code == 302


def test_search_finds_a_page_whatever_its_spelling_and_asks_the_providers(staff):
    asked = []
    navigation.register(entry(label="الإحالات"))
    navigation.register_search("letters", "المراسلات", lambda actor, text, limit: asked.append(actor.person_id) or [])
    answer = staff.get(reverse("shell:search"), {"q": "الاحالات"}, headers={"Accept": "application/json"}).json()
    assert [item["label"] for group in answer["groups"] for item in group["items"]] == ["الإحالات"]
    assert asked
    assert all(asked)


def test_empty_search_lists_the_pages_and_disturbs_no_provider(staff):
    navigation.register(entry(label="الإحالات"))
    navigation.register_search("letters", "المراسلات", lambda actor, text, limit: 1 / 0)
    answer = staff.get(reverse("shell:search"), headers={"Accept": "application/json"}).json()
    assert len(answer["groups"]) == 1


def test_style_guide_is_a_page_of_the_demonstration(client):
    assert client.get("/style/").status_code == 200


def test_no_page_of_the_frame_holds_an_inline_script_or_style(client):
    for path in ("/", "/style/", "/style/?desk&row=1", "/nowhere/"):
        page = client.get(path).content.decode()
        assert "<script>" not in page
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
