"""Invitations: sent to those who have no password, opening once, until they are used, taken back or out of date."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.core.accounts import api, handlers, operations
from diwan.core.accounts.enums import ADMINISTER, InvitationState
from diwan.core.accounts.events import PersonInvited
from diwan.core.accounts.models import Invitation, User
from diwan.core.accounts.tokens import read_token, token_of
from diwan.core.journal.models import Entry
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.helpers.jobs import run_jobs

pytestmark = pytest.mark.django_db
SECRET = "un tout autre secret"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def karim(ministry, now):
    return operations.open_account(
        actor=people.SYSTEM,
        email="karim@men.example",
        name_ar="كريم",
        name_latin="Karim",
        administration_id=ministry.pk,
        now=now,
    )


def address(mail):
    return re.search(r"https?://[^/]+(/\S+)", mail.body).group(1)


def send(client, url, **data):
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def choose(client, url, password=SECRET):
    return send(client, url, new_password1=password, new_password2=password)


def state(user, at):
    return Invitation.objects.filter(person=user).latest("pk").state(at)


def test_the_way_from_the_mail_to_the_desk(client, karim, now, mailoutbox):
    run_jobs()
    assert mailoutbox[0].to == [karim.email]
    url = address(mailoutbox[0])
    assert "كريم" in client.get(url).content.decode()
    assert state(karim, now) == InvitationState.SENT
    assert send(client, f"{url}opened/").status_code == 204
    assert state(karim, now) == InvitationState.OPENED
    assert choose(client, url, "123").status_code == 422
    assert choose(client, url).status_code == 302
    assert client.session["_auth_user_id"] == str(karim.pk)
    assert state(karim, now) == InvitationState.ACCEPTED
    assert client.get(url).status_code == 410
    assert Entry.objects.filter(chain__name="accounts:MEN", kind="invitation.accepted").count() == 1
    handlers.on_person_invited(PersonInvited(Invitation.objects.get().pk))
    assert len(mailoutbox) == 1


def test_a_new_one_closes_the_former(client, karim, now):
    former = Invitation.objects.get()
    operations.invite(actor=people.SYSTEM, person_id=karim.pk, now=now)
    assert client.get(reverse("accounts:invitation", args=[token_of(former.pk)])).status_code == 410
    with pytest.raises(operations.InvitationOver):
        operations.accept_invitation(token=token_of(former.pk), password=SECRET, now=now)


def test_taken_back_or_out_of_date_it_no_longer_opens(client, karim, now):
    token = token_of(Invitation.objects.get().pk)
    with pytest.raises(operations.InvitationOver):
        operations.accept_invitation(token=token, password=SECRET, now=now + timedelta(days=7, seconds=1))
    assert state(karim, now + timedelta(days=8)) == InvitationState.EXPIRED
    assert operations.revoke_invitation(actor=people.SYSTEM, person_id=karim.pk, now=now) == 1
    assert operations.revoke_invitation(actor=people.SYSTEM, person_id=karim.pk, now=now) == 0
    assert state(karim, now) == InvitationState.REVOKED
    assert client.get(reverse("accounts:invitation", args=[token])).status_code == 410


def test_an_address_nobody_signed_opens_nothing(client, karim):
    for token in ("1", f"{Invitation.objects.get().pk}.abc", "x.y"):
        assert read_token(token) is None
        assert client.get(reverse("accounts:invitation", args=[token])).status_code == 410


def test_a_closed_account_is_not_let_in(client, karim, now):
    operations.disable_account(actor=people.SYSTEM, person_id=karim.pk, reason="x", now=now)
    with pytest.raises(operations.InvitationOver):
        operations.accept_invitation(token=token_of(Invitation.objects.get().pk), password=SECRET, now=now)


def test_whoever_signs_in_is_not_invited(ministry, amina, now):
    with pytest.raises(operations.AlreadySignsIn):
        operations.invite(actor=people.SYSTEM, person_id=amina.pk, now=now)


def test_only_those_who_administer_accounts_invite(karim, now, ministry):
    nobody = organisations.Actor(person_id=None, name="x")
    for act in (operations.invite, operations.revoke_invitation):
        with pytest.raises(NotAllowed):
            act(actor=nobody, person_id=karim.pk, now=now)
    with pytest.raises(NotAllowed):
        operations.invite_everybody(actor=nobody, administration_id=ministry.pk, now=now)


def test_everybody_at_once_and_nobody_twice(karim, ministry, amina, now, mailoutbox):
    people_ = [api.Newcomer(f"p{n}@men.example", f"شخص {n}", f"Person {n}") for n in range(4)]
    api.open_accounts(actor=people.SYSTEM, administration_id=ministry.pk, people=people_, now=now)
    told = operations.invite_everybody(actor=people.SYSTEM, administration_id=ministry.pk, now=now)
    assert [(user.email, why) for user, why in told] == [(p.email, "") for p in people_]
    assert operations.invite_everybody(actor=people.SYSTEM, administration_id=ministry.pk, now=now) == []
    run_jobs()
    assert {mail.to[0] for mail in mailoutbox} == {karim.email, *(p.email for p in people_)}


def test_each_one_invited_or_refused_by_ones_own_reach(ministry, now):
    region = people.unit(people.root(ministry), "أكاديمية", "region")
    omar = people.person("Omar Bennani", "عمر", administration=ministry)
    people.seat(omar, people.post(region, rights={ADMINISTER: "subtree"}))
    above = api.open_accounts(
        actor=people.SYSTEM,
        administration_id=ministry.pk,
        people=[api.Newcomer("up@men.example", "فوق", "Up")],
        now=now,
    )
    people.seat(User.objects.get(pk=above["up@men.example"]), people.post(people.root(ministry)))
    ((_user, why),) = operations.invite_everybody(
        actor=organisations.actor_for(omar.pk, now), administration_id=ministry.pk, now=now
    )
    assert why


def test_many_are_opened_and_corrected_in_few_queries(ministry, now, django_assert_max_num_queries):
    some = [api.Newcomer(f"p{n}@men.example", f"شخص {n}", f"Person {n}") for n in range(300)]
    with django_assert_max_num_queries(8):
        keys = api.open_accounts(actor=people.SYSTEM, administration_id=ministry.pk, people=some, now=now)
    assert len(keys) == 300
    assert not User.objects.get(pk=keys["p7@men.example"]).has_usable_password()
    changed = [api.Newcomer("p7@men.example", "اسم آخر", "Another Name", "fr")]
    assert api.change_people(actor=people.SYSTEM, administration_id=ministry.pk, people=changed, now=now) == 1
    assert User.objects.matching("another").get().language == "fr"


def test_how_many_there_are_and_have_come(karim, amina, ministry, now):
    counted = api.counts(now)[ministry.pk]
    assert (counted.people, counted.active, counted.invited, counted.to_invite) == (2, 1, 1, 0)
