"""Accounts are opened and closed by those who administer them, there and nowhere else."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from diwan.core.accounts import operations
from diwan.core.accounts.enums import ADMINISTER
from diwan.core.accounts.models import User
from diwan.core.journal.models import Entry
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.core.accounts.conftest import READ
from tests.core.people import NOW, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(ministry, settings):
    """Omar administers the accounts of a region; Amina sits below it, Hind above it, Sara in another country."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    abroad = people.administration("KWM", "KW", "وزارة التربية")
    centre = people.root(ministry)
    region = people.unit(centre, "أكاديمية", "region")
    made = {}
    for latin, arabic, place, rights in (
        ("Omar Bennani", "عمر بناني", region, {ADMINISTER: "subtree"}),
        ("Amina El Alaoui", "أمينة العلوي", people.unit(region, "مديرية", "province"), {READ: "unit"}),
        ("Hind Tazi", "هند التازي", centre, {READ: "unit"}),
        ("Sara K", "سارة", people.root(abroad), {ADMINISTER: "administration"}),
    ):
        user = people.person(latin, arabic, administration=place.administration)
        people.seat(user, people.post(place, rights=rights))
        made[latin.split()[0].lower()] = user
    return made


def actor(user):
    return organisations.actor_for(user.pk, NOW)


def address(name, *args):
    return reverse(f"accounts:{name}", args=args)


def send(client, url, **data):
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


NEW = {"email": "Karim@MEN.example ", "name_ar": "كريم", "name_latin": "Karim", "now": NOW}


def test_opened_without_a_password_and_written_down(world, ministry):
    user = operations.open_account(actor=actor(world["omar"]), administration_id=ministry.pk, **NEW)
    assert (user.email, user.has_usable_password()) == ("karim@men.example", False)
    assert Entry.objects.filter(chain__name="accounts:MEN", kind="account.opened", subject=f"user:{user.pk}").exists()
    with translation.override("en"), pytest.raises(operations.AccountRefused, match="exists"):
        operations.open_account(actor=actor(world["omar"]), administration_id=ministry.pk, **NEW)


def test_only_in_ones_own_administration(world, ministry):
    for stranger in ("amina", "sara"):
        with pytest.raises(NotAllowed):
            operations.open_account(actor=actor(world[stranger]), administration_id=ministry.pk, **NEW)
    with pytest.raises(NotAllowed):
        operations.open_account(actor=actor(world["omar"]), administration_id=None, **NEW)


def test_closing_asks_for_every_seat_of_the_person(world):
    omar = actor(world["omar"])
    operations.disable_account(actor=omar, person_id=world["amina"].pk, reason="x", now=NOW)
    for other in ("hind", "sara"):
        with pytest.raises(NotAllowed):
            operations.disable_account(actor=omar, person_id=world[other].pk, reason="x", now=NOW)
    with pytest.raises(operations.OwnAccount):
        operations.disable_account(actor=omar, person_id=world["omar"].pk, reason="x", now=NOW)


def test_the_screens_show_one_s_own_accounts_and_act_on_them(client, world, ministry):
    client.force_login(world["omar"])
    page = client.get(address("people"), {"q": "امينه"}).content.decode()
    assert world["amina"].email in page
    assert world["hind"].email not in page
    assert world["sara"].email not in client.get(address("people")).content.decode()
    assert client.get(address("person", world["sara"].pk)).status_code == 404
    assert "مديرية" in client.get(address("person", world["amina"].pk)).content.decode()
    amina = browser_of(world["amina"])
    assert send(client, address("end_sessions", world["amina"].pk)).status_code == 302
    assert amina.get(reverse("mfa_index")).status_code == 401
    assert send(client, address("disable_account", world["amina"].pk), reason="مغادرة").status_code == 302
    assert not User.objects.get(pk=world["amina"].pk).is_active
    assert send(client, address("enable_account", world["amina"].pk)).status_code == 302
    assert User.objects.get(pk=world["amina"].pk).is_active
    data = {"email": "k@men.example", "name_ar": "ك", "name_latin": "K", "language": "ar"}
    assert client.get(address("open_account")).status_code == 200
    assert send(client, address("open_account"), administration=ministry.pk, **data).status_code == 302
    assert User.objects.get(email="k@men.example").administration == ministry
    abroad = world["sara"].administration_id
    assert send(client, address("open_account"), administration=abroad, **data).status_code == 422


def browser_of(user):
    from django.test import Client

    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    "name", ["people", "open_account", "person", "disable_account", "enable_account", "end_sessions"]
)
def test_the_screens_are_closed_to_others(client, world, name):
    url = address(name) if name in {"people", "open_account"} else address(name, world["hind"].pk)
    ask = client.get if name in {"people", "open_account", "person"} else lambda url: send(client, url)
    assert ask(url).url.startswith(reverse("account_login"))
    client.force_login(world["amina"])
    assert ask(url).status_code == 403
    client.force_login(world["sara"])
    if name not in {"people", "open_account"}:
        assert ask(url).status_code == 404


def test_anybody_signs_themselves_out_everywhere(client, world):
    elsewhere = browser_of(world["amina"])
    here = browser_of(world["amina"])
    assert send(here, address("end_my_sessions")).url == reverse("account_login")
    assert elsewhere.get(reverse("mfa_index")).status_code == 401
