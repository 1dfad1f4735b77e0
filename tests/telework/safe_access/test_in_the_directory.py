"""The account of a cut in a real directory: closed until confirmed, down, killed before, opened again, compared."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from diwan.core.accounts.models import User
from diwan.telework.safe_access import api as safe_access
from diwan.telework.safe_access import connecting
from diwan.telework.safe_access.models import Cut, Discrepancy
from diwan.telework.safe_access.operations import cutting
from tests.core.accounts import test_directory as theirs
from tests.core.accounts.test_directory import directory, server  # noqa: F401  # fixtures
from tests.helpers.house import HOLDER
from tests.helpers.jobs import run_jobs

pytestmark = [mark for mark in theirs.pytestmark if mark.name == "skipif"]
NOWHERE = "ldap://127.0.0.1:1"


@pytest.fixture
def amina(world, directory):  # noqa: F811
    person = world.remote_person
    User.objects.filter(pk=person.pk).update(email="amina@men.example", sign_in=User.SignIn.DIRECTORY)
    person.refresh_from_db()
    return person


def press(world, amina):
    said = {"person_id": amina.pk, "by": "desk", "asked": ["post", "unit"], "now": timezone.now()}
    return safe_access.report_lost(actor=world.actor("desk"), **said)


def let_in(client):
    client.post(reverse("account_login"), {"login": "amina@men.example", "password": "secret of the directory"})
    return "_auth_user_id" in client.session


def test_the_account_is_closed_there_and_confirmed(client, world, amina):
    cut = press(world, amina)
    assert cut.directory == "pending"
    assert not let_in(client)  # here at once, whatever the directory says
    run_jobs()
    cut.refresh_from_db()
    assert (cut.directory, cut.directory_name) == ("confirmed", theirs.AMINA)
    User.objects.filter(pk=amina.pk).update(is_active=True)
    assert not let_in(client)  # and there


def test_a_directory_that_is_down_is_asked_again_until_it_confirms(client, world, amina, settings):
    address, settings.AUTH_LDAP_SERVER_URI = settings.AUTH_LDAP_SERVER_URI, NOWHERE
    cut = press(world, amina)
    run_jobs()
    connecting.settle_all(now=timezone.now())
    cut.refresh_from_db()
    assert (cut.directory, cut.directory_tries) == ("pending", 2)
    assert "SERVER_DOWN" in cut.directory_error
    assert not let_in(client)
    page = world.client("desk").get(reverse("safe_access:cut", args=[cut.pk])).content.decode()
    assert "SERVER_DOWN" in page
    settings.AUTH_LDAP_SERVER_URI = address
    assert connecting.settle_all(now=timezone.now()) == 1
    cut.refresh_from_db()
    assert cut.directory == "confirmed"


def test_a_job_lost_to_a_kill_is_made_up_for_by_the_clock(world, amina):
    cut = press(world, amina)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert connecting.settle_all(now=timezone.now()) == 1
    cut.refresh_from_db()
    assert cut.directory == "confirmed"


def test_asked_twice_it_is_confirmed_once(world, amina):
    cut = press(world, amina)
    assert connecting.settle(cut_id=cut.pk, now=timezone.now())
    assert connecting.settle(cut_id=cut.pk, now=timezone.now())
    assert Cut.objects.get().directory_tries == 1


def test_restored_it_opens_there_again(client, world, amina):
    cut = press(world, amina)
    run_jobs()
    cutting.restore(actor=world.actor(HOLDER), cut_id=cut.pk, identity="البطاقة", now=timezone.now())
    run_jobs()
    cut.refresh_from_db()
    assert cut.directory == "reopened"
    assert let_in(client)


def test_the_bit_of_active_directory(settings):
    from diwan.telework.safe_access.directory import Way

    settings.DIWAN_LDAP_DISABLE = "userAccountControl|2"
    way = Way.configured()
    assert way.changed([b"512"], closing=True) == [b"514"]
    assert way.changed([b"514"], closing=False) == [b"512"]


def test_the_daily_difference_reads_the_directory(world, amina):
    type(world.vpn).objects.filter(pk=world.vpn.pk).update(directory_filter="(uid=amina)")
    assert connecting.compare_all(now=timezone.now(), today=timezone.localdate()) == 1
    assert Discrepancy.objects.get().account == "amina@men.example"
