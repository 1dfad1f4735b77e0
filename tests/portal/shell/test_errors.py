"""Pages of errors: plain words, four languages, no database."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

from diwan.portal.shell import errors


def breaks(request):
    raise RuntimeError("boom")


def too_big(request):
    raise RequestDataTooBig("too big")


def away(request):
    raise OperationalError("server closed the connection unexpectedly")


breaks.login_required = too_big.login_required = away.login_required = False
urlpatterns = [
    path("breaks/", breaks),
    path("away/", away),
    path("api/away/", away),
    path("too-big/", too_big),
    path("", include("config.urls")),
]
handler400, handler500 = errors.bad_request, errors.server_error
WORDS = {"ar": "وقع خلل من جهتنا", "fr": "Une panne", "en": "Something broke", "zgh": "وقع خلل"}


@pytest.fixture
def routes(settings):
    settings.ROOT_URLCONF = "tests.portal.shell.test_errors"


@pytest.mark.parametrize("language", WORDS)
def test_a_fault_is_told_in_the_language_of_the_reader_without_a_query(language, django_assert_num_queries, db):
    request = RequestFactory().get("/")
    with translation.override(language), django_assert_num_queries(0):
        response = errors.server_error(request)
    assert response.status_code == 500
    assert WORDS[language] in response.content.decode()


def test_a_fault_in_a_view_gives_our_page(routes, db):
    client = Client(raise_request_exception=False)
    response = client.get("/breaks/", {"lang": "fr"})
    assert response.status_code == 500
    assert "Une panne" in response.content.decode()
    assert "boom" not in response.content.decode()


def test_a_database_that_does_not_answer_is_503_and_says_that_it_passes(routes, db):
    client = Client(raise_request_exception=False)
    page = client.get("/away/", {"lang": "ar"})
    assert page.status_code == 503
    assert "سجلاتنا غير متاحة الآن" in page.content.decode()
    told = client.get("/api/away/", headers={"accept-language": "fr"})
    assert (told.status_code, told.json()["code"]) == (503, "503")


def test_too_much_data_is_413_and_says_what_to_do(routes, db):
    response = Client().get("/too-big/", {"lang": "en"})
    assert response.status_code == 413
    assert "fewer or smaller files" in response.content.decode()


def test_what_does_not_exist_and_what_is_not_yours_are_the_same_words(db):
    request = RequestFactory().get("/letters/1/")
    absent, hidden = (errors.page_not_found(request, exception=Exception(why)).content for why in ("absent", "hidden"))
    assert absent == hidden


def test_programs_get_json():
    request = RequestFactory().get("/api/v1/letters/1")
    assert errors.page_not_found(request)["Content-Type"] == "application/json"


def test_an_expired_form_says_that_nothing_was_done(db):
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"}, query_params={"lang": "en"})
    assert response.status_code == 403
    assert "This page has expired" in response.content.decode()
