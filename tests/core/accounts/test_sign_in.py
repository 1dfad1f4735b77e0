"""Signing in by e-mail: what every test of access leans on."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36

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


def test_a_session_planted_before_sign_in_is_not_the_one_after(client, user):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted


@pytest.fixture
def limits(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}}
    cache.clear()


def test_guessing_is_stopped_where_it_comes_from_and_the_true_person_still_enters(client, user, limits):
    for _ in range(5):
        assert sign_in(client, "autre chose").status_code == 200
    assert "_auth_user_id" not in client.session
    sign_in(client)
    assert "_auth_user_id" not in client.session  # even with the right password, from there
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(elsewhere)
    assert elsewhere.session["_auth_user_id"] == str(user.pk)


def test_a_network_that_tries_many_addresses_is_stopped(client, user, limits):
    answers = [
        client.post(reverse("account_login"), {"login": f"{n}@men.example", "password": "x"}).status_code
        for n in range(40)
    ]
    assert answers[-1] == 429


def test_an_unknown_address_is_answered_like_a_wrong_password(client, user, limits):
    known = sign_in(client, "autre chose").content.decode()
    unknown = client.post(reverse("account_login"), {"login": "nobody@men.example", "password": "autre chose"})
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|[a-z.]+@[a-z.]+', re.I)
    assert strip.sub("", known) == strip.sub("", unknown.content.decode())


def test_an_unknown_address_costs_the_same_work(client, user, monkeypatch):
    """Both answers hash a password once, so that the time tells nothing."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(1)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(client, "autre chose")
    known = len(hashed)
    client.post(reverse("account_login"), {"login": "nobody@men.example", "password": "autre chose"})
    assert len(hashed) - known == known > 0


def test_a_lost_password_is_answered_alike_and_writes_only_to_people_we_know(client, user, mailoutbox):
    answers = [client.post(reverse("account_reset_password"), {"email": e}) for e in (user.email, "nobody@men.example")]
    assert [(a.status_code, a.url) for a in answers] == [(302, reverse("account_reset_password_done"))] * 2
    assert [mail.to for mail in mailoutbox] == [[user.email]]
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body).group(1)
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": "un tout autre secret", "password2": "un tout autre secret"})
    sign_in(client, "un tout autre secret")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password"])
def test_what_is_not_opened_does_not_exist(client, user, name):
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name)).status_code == 404


OPEN = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive", "accounts:ended"]
BEHIND = [
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "usersessions_list",
    "accounts:second_factor",
]


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_every_page_is_ours_and_holds_no_inline_script(client, user, language):
    pages = [client.get(reverse(name), {"lang": language}) for name in OPEN]
    for name in BEHIND:
        assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    sign_in(client)
    pages += [client.get(reverse(name), {"lang": language}, follow=True) for name in [*BEHIND, "account_logout"]]
    for page in pages:
        assert page.status_code == 200, page.request["PATH_INFO"]
        text = page.content.decode()
        assert re.search(rf'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"', text)
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S):
            assert "src=" in attributes or "application/json" in attributes, body
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text), page.request["PATH_INFO"]


def test_sessions_are_listed_and_the_others_ended(client, user):
    sign_in(client)
    elsewhere = Client()
    sign_in(elsewhere)
    assert client.get(reverse("usersessions_list")).context["session_count"] == 2
    client.post(reverse("usersessions_list"))
    assert elsewhere.get(reverse("mfa_index")).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_made_up_password_link_is_answered_for_an_account_that_never_asked_for_one(client, user):
    """The GET of such a link may not write, whoever it names."""
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": int_to_base36(user.pk), "key": "1-wrong"})
    assert client.get(link, follow=True).status_code == 200
