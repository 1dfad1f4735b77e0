"""People with and without the right to announce."""

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model

from diwan.core.calendars.policies import RIGHT


@dataclass(frozen=True)
class Acting:
    person_id: int | None
    rights: frozenset[str] = frozenset()

    def may(self, right):
        return right in self.rights


class ActingMiddleware:
    """Gives the test client's user the rights written on it."""

    rights: dict[int, frozenset[str]] = {}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = Acting(request.user.pk, self.rights.get(request.user.pk, frozenset()))
        return self.get_response(request)


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user("amina@example.ma", name_ar="أمينة", name_latin="Amina")


@pytest.fixture
def announcer(person):
    return Acting(person.pk, frozenset({RIGHT}))


@pytest.fixture
def stranger(person):
    return Acting(person.pk)


@pytest.fixture
def sign_in(client, person, settings, monkeypatch):
    settings.MIDDLEWARE = [
        f"{__name__}.ActingMiddleware" if name.endswith("ActorMiddleware") else name for name in settings.MIDDLEWARE
    ]

    def do(*rights):
        monkeypatch.setitem(ActingMiddleware.rights, person.pk, frozenset(rights))
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    do.anonymous = client
    return do
