"""Letters deposited without an account are added to one, by whoever holds reference and code."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from diwan.core.accounts.models import User
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.operations import claiming
from diwan.kit.refusals import NotAllowed

from .conftest import NOW, open_counter

pytestmark = pytest.mark.django_db
MAIL = "najat@mail.example"


@pytest.fixture
def counter(db):
    return open_counter("MEN", "MA", "وزارة التربية الوطنية")


@pytest.fixture
def najat(db):
    return User.objects.create_user(MAIL, name_ar="نجاة", name_latin="Najat")


def letter(counter, email=MAIL):
    return deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=counter.office_id,
        applicant=deposits.Applicant(name="نجاة", email=email),
        letter=deposits.Letter(subject="طلب"),
        now=NOW,
    )


def claim(user, done, code=None):
    actor = organisations.actor_for(user.pk, NOW) if user else organisations.ANONYMOUS
    return deposits.claim(actor=actor, deposit_id=done.deposit.pk, code=code or done.code, now=NOW)


def test_from_the_page_of_the_letter_to_my_letters(client, counter, najat):
    done = letter(counter)
    page = reverse("deposits:followed", args=[done.deposit.reference, done.code])
    assert reverse("accounts:join") in client.get(page).content.decode()
    client.force_login(najat)
    assert done.deposit.reference not in client.get(reverse("deposits:mine")).content.decode()
    url = reverse("deposits:claim", args=[done.deposit.reference])
    assert url in client.get(page).content.decode()
    for code in ("AAAA-BBBB-CCCC", "mine"):
        sent = {"code": code, "idempotency_key": str(uuid.uuid4())}
        assert client.post(url, sent).status_code == 404
    answer = client.post(url, {"code": done.code, "idempotency_key": str(uuid.uuid4())})
    assert answer.headers["Location"] == reverse("deposits:followed", args=[done.deposit.reference, "mine"])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert done.deposit.reference in client.get(reverse("deposits:mine")).content.decode()
    assert url not in client.get(page).content.decode()


def test_doing_it_twice_is_doing_it_once(counter, najat):
    done = letter(counter)
    assert claim(najat, done).depositor_id == claim(najat, done).depositor_id == najat.pk


def test_only_the_account_of_the_address_has_it(counter, najat):
    thief = User.objects.create_user("thief@mail.example", name_ar="س", name_latin="X")
    done = letter(counter)
    with pytest.raises(claiming.AnotherAddress):
        claim(thief, done)
    claim(najat, done)
    with pytest.raises(claiming.OfSomebodyElse):
        claim(thief, done)


def test_without_an_address_the_code_is_enough(counter, najat):
    assert claim(najat, letter(counter, email="")).depositor_id == najat.pk


def test_nobody_claims_signed_out_or_with_a_wrong_code(counter, najat):
    done = letter(counter)
    for user, code in ((None, done.code), (najat, "AAAA-BBBB-CCCC"), (najat, "mine")):
        with pytest.raises(NotAllowed):
            claim(user, done, code)
