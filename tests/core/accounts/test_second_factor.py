"""Rights that sign or administer open only with a second factor, in this very session."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from diwan.core.organisations.operations import posts
from tests.core import people
from tests.core.accounts.conftest import READ, SIGN
from tests.core.people import LONG_AGO, NOW, PASSWORD

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def code():
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


@pytest.fixture
def signer(ministry, amina):
    people.seat(amina, people.post(people.root(ministry), rights={READ: "unit", SIGN: "unit"}))
    return amina


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def test_without_any_they_are_led_to_set_one_up_and_to_nothing_else(client, signer):
    sign_in(client, signer)
    response = client.get("/letter/")
    assert response.url == f"{reverse('accounts:second_factor')}?next=%2Fletter%2F"
    assert client.get("/letter/", headers={"HX-Request": "true"})["HX-Redirect"].startswith(
        reverse("accounts:second_factor")
    )
    assert client.get("/api/v1/letter").json()["code"] == "second_factor_needed"
    for name in ("accounts:second_factor", "mfa_index", "account_change_password", "usersessions_list"):
        assert client.get(reverse(name)).status_code == 200, name


def test_set_up_then_shown_opens_the_door(client, signer):
    sign_in(client, signer)
    TOTP.activate(signer, SECRET)
    response = client.get("/letter/")
    assert response.url.startswith(reverse("mfa_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    assert client.get("/letter/").content == b"the letter"


def test_asked_at_sign_in_once_set_up(client, signer):
    TOTP.activate(signer, SECRET)
    assert sign_in(client, signer).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/letter/").content == b"the letter"


def test_closed_between_the_password_and_the_code(client, signer):
    TOTP.activate(signer, SECRET)
    sign_in(client, signer)
    type(signer).objects.filter(pk=signer.pk).update(is_active=False)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/letter/").status_code == 401
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_once(client, signer):
    TOTP.activate(signer, SECRET)
    first = RecoveryCodes.activate(signer).get_unused_codes()[0]
    for expected in (True, False):
        client.logout()
        sign_in(client, signer)
        client.post(reverse("mfa_authenticate"), {"code": first})
        assert ("_auth_user_id" in client.session) is expected


def test_the_key_is_not_readable_in_the_database(signer):
    TOTP.activate(signer, SECRET)
    RecoveryCodes.activate(signer)
    assert SECRET not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert Authenticator.objects.get(type=Authenticator.Type.TOTP).wrap().validate_code(code())


def test_recovery_codes_are_shown_once_and_on_asking(client, signer):
    sign_in(client, signer)
    TOTP.activate(signer, SECRET)
    first = RecoveryCodes.activate(signer).get_unused_codes()[0]
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    url = reverse("mfa_view_recovery_codes")
    assert [first in answer.content.decode() for answer in (client.get(url), client.post(url), client.post(url))] == [
        False,
        True,
        False,
    ]


def test_recovery_codes_alone_are_no_second_factor(client, signer):
    RecoveryCodes.activate(signer)
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    client.force_login(signer)
    assert client.get("/letter/").url.startswith(reverse("accounts:second_factor"))


def test_a_right_gained_during_the_session_asks_for_it_at_once(client, ministry, amina):
    sign_in(client, amina)
    assert client.get("/letter/").status_code == 403
    posts.set_interim(
        actor=people.SYSTEM,
        post_id=people.post(people.root(ministry), rights={SIGN: "unit"}).pk,
        person_id=amina.pk,
        reason="x",
        starts_at=LONG_AGO,
        ends_at=None,
        now=NOW,
    )
    assert client.get("/letter/").url.startswith(reverse("accounts:second_factor"))


def test_readers_are_left_alone(client, reader):
    sign_in(client, reader)
    assert client.get("/letter/").status_code == 200


def test_the_demo_lets_it_go(client, signer, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    sign_in(client, signer)
    assert client.get("/letter/").status_code == 200
