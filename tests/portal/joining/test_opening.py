"""An operator opens an administration and sees how all of them do; nothing of any letter."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diwan.core.accounts import api as accounts
from diwan.core.accounts.models import Invitation
from diwan.core.journal.models import Entry
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.portal.joining.operations import opening
from diwan.portal.joining.queries import overview
from tests.core import people
from tests.helpers import world
from tests.helpers.jobs import run_jobs

from .conftest import FIRST, NAMES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


def actor(user):
    return organisations.actor_for(user.pk, timezone.now())


def test_the_first_administrator_is_invited_and_may_do_the_rest(tenant, mailoutbox):
    assert run_jobs()
    assert mailoutbox[0].to == [FIRST.email]
    admin = tenant.actor
    root = organisations.root_unit(tenant.id)
    for right in ("organisations.administer", "accounts.administer", "registers.correct"):
        assert admin.may(right, root)
    assert not admin.may("deposits.process")
    assert Entry.objects.filter(chain__name="organisations:OUZ", kind="administration.opened").exists()


def test_who_opens_does_not_administer(tenant, operator):
    by = actor(operator)
    root = organisations.root_unit(tenant.id)
    assert not by.may("organisations.administer", root)
    with pytest.raises(NotAllowed):
        organisations.create_post(actor=by, unit_id=root.pk, names=NAMES, now=timezone.now())


def test_only_operators_of_the_whole_instance_open(db):
    home = people.administration()
    for right, reach in (("joining.operate", "administration"), ("organisations.administer", "instance")):
        user = people.person(f"Person {reach}", administration=home)
        people.seat(user, people.post(people.root(home), rights={right: reach}))
        with pytest.raises(NotAllowed):
            opening.open_administration(
                actor=actor(user), code="OUZ", country="MA", names=NAMES, first=FIRST, now=timezone.now()
            )


def test_a_taken_code_or_address_opens_nothing(tenant, operator):
    for code, first in (("OUZ", opening.First("x@y.example", "س", "S")), ("NEW", FIRST), ("bad code", FIRST)):
        with pytest.raises(Refusal):
            opening.open_administration(
                actor=actor(operator), code=code, country="MA", names=NAMES, first=first, now=timezone.now()
            )
    assert not organisations.administrations(timezone.localdate()).filter(unit__administration__code="NEW").exists()


def test_the_invitation_is_sent_again_until_somebody_comes(tenant, operator):
    now = timezone.now()
    assert opening.invite_again(actor=actor(operator), administration_id=tenant.id, now=now) == 1
    assert Invitation.objects.filter(person=tenant.admin, revoked_at=None).count() == 1
    assert opening.take_back(actor=actor(operator), administration_id=tenant.id, now=now) == 1
    with pytest.raises(opening.NoInvitation):
        opening.take_back(actor=actor(operator), administration_id=tenant.id, now=now)
    with pytest.raises(NotAllowed):
        opening.take_back(actor=tenant.actor, administration_id=tenant.id, now=now)
    tenant.admin.set_password("un tout autre secret")
    tenant.admin.save()
    with pytest.raises(opening.HasCome):
        opening.invite_again(actor=actor(operator), administration_id=tenant.id, now=now)


@pytest.fixture
def letters(tenant):
    office = world.office(organisations.root_unit(tenant.id), "OUZ")
    return [world.deposit(office, subject="سر لا يعرفه المشغل", at=timezone.now()) for _ in range(2)]


def test_the_overview_counts_and_says_nothing_of_letters(tenant, operator, letters, client):
    client.force_login(operator)
    page = client.get(reverse("joining:administrations")).content.decode()
    assert "جماعة وزان" in page
    for hidden in ("سر لا يعرفه المشغل", "نجاة الرميلي", letters[0].deposit.reference):
        assert hidden not in page
    line = next(line for line in overview.lines(timezone.now()) if line.code == "OUZ")
    assert (line.health.deposits, line.health.waiting, line.health.without_receipt) == (2, 2, 2)
    assert line.in_trouble


def test_with_the_right_of_the_operator_alone_no_letter_is_read(operator, letters, client):
    client.force_login(operator)
    deposit = letters[0].deposit
    for name, arguments in (("queue", []), ("reading", [deposit.pk])):
        answer = client.get(reverse(f"deposits:{name}", args=arguments))
        assert answer.status_code in {403, 404}
        assert "سر لا يعرفه المشغل" not in answer.content.decode()
    for act in ("open", "accept", "return"):
        sent = {"idempotency_key": str(uuid.uuid4()), "reason": "x"}
        assert client.post(reverse(f"deposits:{act}", args=[deposit.pk]), sent).status_code in {403, 404}
    for path in ("/", "/search/?q=سر", reverse("joining:administrations") + "?q=سر", "/notifications/"):
        assert "سر لا يعرفه المشغل" not in client.get(path, follow=True).content.decode()


def test_found_sorted_and_filtered(tenant, operator):
    lines = overview.lines(timezone.now())
    assert [line.code for line in overview.chosen(lines, text="وزان", state="", sort="name")] == ["OUZ"]
    assert overview.chosen(lines, text="", state="ready", sort="progress") == []
    assert {line.code for line in overview.chosen(lines, text="", state="joining", sort="activity")} == {"OUZ", "DGSI"}


def test_the_overview_costs_the_same_whatever_their_number(tenant, operator, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        overview.lines(timezone.now())


def test_from_the_mail_to_the_welcome(tenant, mailoutbox, settings):
    run_jobs()
    browser = Client()
    path = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    chosen = {"new_password1": "un tout autre secret", "new_password2": "un tout autre secret"}
    answer = browser.post(path, {"idempotency_key": str(uuid.uuid4()), **chosen})
    assert answer.url == reverse("joining:welcome")
    page = browser.get(answer.url).content.decode()
    assert "tour=administrator" in page
    browser.post(reverse("joining:seen", args=["administrator"]), headers={"Idempotency-Key": str(uuid.uuid4())})
    assert "tour=administrator" not in browser.get(answer.url).content.decode()
    assert accounts.counts(timezone.now())[tenant.id].active == 1
