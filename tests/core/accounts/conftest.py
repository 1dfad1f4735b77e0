"""A page, a fragment and a program's address behind a right, to see access end on each of them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from diwan.core.organisations import actors
from diwan.kit.refusals import NotAllowed
from tests.core import people

READ, SIGN = "letters.read", "letters.sign"


def guarded(request):
    if not request.actor.may(READ):
        raise NotAllowed
    return HttpResponse("the letter")


def program(request):
    if not request.actor.may(READ):
        raise NotAllowed
    return JsonResponse({"letter": 1})


urlpatterns = [path("letter/", guarded), path("api/v1/letter", program), path("", include("config.urls"))]


@pytest.fixture(autouse=True)
def routes(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.core.accounts.conftest"
    settings.DIWAN_SECOND_FACTOR_REQUIRED = True
    monkeypatch.setattr(actors, "_rights", dict(actors.rights()))
    actors.register_right(READ, "read")
    actors.register_right(SIGN, "sign", needs_second_factor=True)


@pytest.fixture
def ministry(db):
    return people.administration()


@pytest.fixture
def amina(ministry):
    return people.person(administration=ministry)


@pytest.fixture
def reader(ministry, amina):
    """Amina, in a post that reads letters."""
    people.seat(amina, people.post(people.root(ministry), rights={READ: "unit"}))
    return amina
