"""The cut of a lost device: what it ends, who may press, pressed twice, at once, with the account closed before."""

from __future__ import annotations

import threading
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diwan.core.accounts import api as accounts
from diwan.core.accounts.models import Invitation, User
from diwan.core.notifications.models import Device as Subscription
from diwan.core.organisations.api import SYSTEM, actor_for
from diwan.kit.refusals import NotAllowed
from diwan.telework.incidents.models import Incident
from diwan.telework.safe_access import api as safe_access
from diwan.telework.safe_access.models import Cut
from diwan.telework.safe_access.operations import cutting
from tests.core.people import PASSWORD
from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World
from tests.helpers.jobs import run_jobs


def press(world, person="person", **changes):
    who = world.users[person]
    said = {"person_id": world.remote_person.pk, "by": "self", "now": timezone.now()}
    return safe_access.report_lost(actor=actor_for(who.pk, timezone.now()), **said | changes)


def sent(**more):
    return {"idempotency_key": str(uuid.uuid4()), **more}


def test_every_open_session_is_refused_at_its_next_request(world):
    here, there = world.client("person"), world.client("person")
    assert there.get(reverse("safe_access:mine")).status_code == 200
    answer = here.post(reverse("safe_access:report_lost"), sent(what="سرقت حقيبتي"))
    assert here.get(answer.url).status_code == 200  # what was done, said to nobody in particular
    assert [browser.get(reverse("safe_access:mine")).status_code for browser in (here, there)] == [302, 401]
    assert there.get(reverse("safe_access:mine")).status_code == 302  # the session is destroyed: sign in


def test_the_password_opens_nothing_any_more(world):
    press(world)
    browser = Client()
    browser.post(reverse("account_login"), {"login": world.remote_person.email, "password": PASSWORD})
    assert "_auth_user_id" not in browser.session


def test_rights_devices_and_subscriptions_end_and_an_incident_opens(world):
    assert world.personal_device
    assert world.right_granted
    Subscription.objects.create(
        person=world.remote_person,
        endpoint="https://push.example/1",
        browser_key="x" * 87,
        secret="y" * 22,
        label="هاتف",
        mark="z" * 64,
        created_at=timezone.now(),
    )
    cut = press(world)
    world.personal_device.refresh_from_db()
    world.right_granted.refresh_from_db()
    assert (cut.devices, world.personal_device.state) == (1, "lost")
    assert (cut.rights, world.right_granted.state) == (1, "withdrawn")
    incident = Incident.objects.get()
    assert (incident.pk, incident.kind, incident.about_person_id) == (cut.incident_id, "device", cut.person_id)
    run_jobs()
    assert not Subscription.objects.filter(person=world.remote_person).exists()


def test_only_the_device_named_is_lost(world):
    other = type(world.personal_device).objects.create(
        administration=world.here,
        person=world.remote_person,
        name="هاتف",
        kind="phone",
        system="Android",
        browser="x",
        declared_at=timezone.now(),
    )
    press(world, device_id=world.personal_device.pk)
    other.refresh_from_db()
    assert other.state == "declared"


def test_pressed_twice_it_is_one_cut_and_one_incident(world):
    assert press(world).pk == press(world).pk
    assert (Cut.objects.count(), Incident.objects.count()) == (1, 1)


def test_pressed_again_after_somebody_opened_the_account_it_closes_it_again(world):
    press(world)
    accounts.enable_account(actor=SYSTEM, person_id=world.remote_person.pk, now=timezone.now())
    press(world, "desk", by="desk")
    world.remote_person.refresh_from_db()
    assert not world.remote_person.is_active


def test_an_account_closed_before_is_cut_and_stays_closed_after(world):
    accounts.disable_account(actor=SYSTEM, person_id=world.remote_person.pk, reason="تقاعد", now=timezone.now())
    cut = press(world, "desk", by="desk", asked=["post", "unit"])
    assert cut.closed_before
    cutting.restore(actor=world.actor(HOLDER), cut_id=cut.pk, identity="البطاقة", now=timezone.now())
    person = User.objects.get(pk=cut.person_id)
    assert (person.is_active, person.closed_because) == (False, "تقاعد")


@pytest.mark.parametrize("who", [STRANGER, ELSEWHERE, "manager"])
def test_nobody_else_cuts(world, who):
    with pytest.raises(NotAllowed):
        press(world, who)
    with pytest.raises(NotAllowed):
        press(world, who, by="desk", asked=["post", "unit"])
    assert not Cut.objects.exists()


def test_the_desk_asks_two_questions_first(world):
    with pytest.raises(cutting.AnswersMissing):
        press(world, "desk", by="desk", asked=["post"])
    browser = world.client("desk")
    address = reverse("safe_access:desk_cut", args=[world.remote_person.pk])
    refused = browser.post(address, sent(right=["post"], what="اتصال هاتفي"))
    assert (refused.status_code, "اتصال هاتفي" in refused.content.decode()) == (422, True)
    answer = browser.post(address, sent(right=["post", "unit"]))
    assert answer.url == reverse("safe_access:cut", args=[Cut.objects.get().pk])
    assert Cut.objects.get().asked == ["post", "unit"]


def test_a_person_of_another_administration_does_not_exist(world):
    browser = world.client("desk")
    address = reverse("safe_access:desk_cut", args=[world.users[ELSEWHERE].pk])
    assert browser.get(address).status_code == 404
    assert browser.post(address, sent(right=["post", "unit"])).status_code == 404
    page = browser.get(reverse("safe_access:desk"), {"q": "The"}).content.decode()
    assert world.users[ELSEWHERE].email not in page
    assert world.users[STRANGER].email in page


def test_access_comes_back_by_an_invitation_and_no_other_way(world, mailoutbox):
    Authenticator.objects.create(user=world.remote_person, type="totp", data={"secret": "x"})
    cut = press(world)
    with pytest.raises(cutting.IdentityMissing):
        cutting.restore(actor=world.actor(HOLDER), cut_id=cut.pk, identity=" ", now=timezone.now())
    with pytest.raises(NotAllowed):
        cutting.restore(actor=world.actor("desk"), cut_id=cut.pk, identity="x", now=timezone.now())
    cutting.restore(actor=world.actor(HOLDER), cut_id=cut.pk, identity="البطاقة الوطنية", now=timezone.now())
    person = User.objects.get(pk=cut.person_id)
    assert (person.is_active, person.has_usable_password()) == (True, False)
    assert not Authenticator.objects.filter(user=person).exists()
    assert Invitation.objects.filter(person=person, accepted_at=None, revoked_at=None).count() == 1
    with pytest.raises(cutting.AlreadyRestored):
        cutting.restore(actor=world.actor(HOLDER), cut_id=cut.pk, identity="x", now=timezone.now())


def test_an_officer_does_not_restore_their_own(world):
    cut = safe_access.report_lost(
        actor=world.actor(HOLDER), person_id=world.users[HOLDER].pk, by="self", now=timezone.now()
    )
    with pytest.raises(cutting.NotYourOwn):
        cutting.restore(actor=world.actor(HOLDER), cut_id=cut.pk, identity="x", now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_who_press_together_make_one_cut(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    world = World(("telework.security",))
    person, officer, gate, failed = world.remote_person, world.actor(HOLDER), threading.Barrier(2), []
    themselves = actor_for(person.pk, timezone.now())

    def go(actor, **said):
        try:
            gate.wait(10)
            safe_access.report_lost(actor=actor, person_id=person.pk, now=timezone.now(), **said)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=go, args=(themselves,), kwargs={"by": "self"}),
        threading.Thread(target=go, args=(officer,), kwargs={"by": "desk", "asked": ["post", "unit"]}),
    ]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert failed == []
    assert (Cut.objects.count(), Incident.objects.count()) == (1, 1)
