"""Signing in by e-mail: what every test of access leans on."""

import pytest
from django.urls import reverse

from diwan.core.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user(
        "amina@men.example", "un mot de passe", name_ar="أمينة العلوي", name_latin="Amina El Alaoui"
    )


def sign_in(client, password="un mot de passe"):
    return client.post(reverse("account_login"), {"login": "Amina@MEN.example", "password": password})


def test_an_address_and_its_password_open_a_session_under_a_new_key(client, user):
    client.get(reverse("account_login"))
    response = sign_in(client)
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_opens_nothing(client, user):
    assert sign_in(client, "autre chose").status_code == 200
    assert "_auth_user_id" not in client.session
