"""Members of the public open their own account: by an e-mail, in the same words for every address."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from diwan.core.accounts import joining, operations
from diwan.core.accounts.models import Invitation, User
from diwan.core.accounts.tokens import token_of
from diwan.core.journal.models import Entry
from diwan.core.organisations import api as organisations
from diwan.kit import puzzle
from tests.helpers.jobs import run_jobs

pytestmark = pytest.mark.django_db
SECRET = "un tout autre secret"
MAIL = "najat@mail.example"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.DIWAN_PLAIN_DEPOSIT_SECONDS = 0
    settings.DIWAN_PUZZLE_BITS = 4
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(uuid.uuid4())}}


@pytest.fixture
def now():
    return timezone.now()


def send(client, url, **data):
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def ask(client, email=MAIL, **more):
    page = client.get(reverse("accounts:join")).context
    said = {"subject": page["subject"], "puzzle": page["puzzle"], "email": email, "language": "ar"}
    return send(client, reverse("accounts:join"), **said | more)


def address(mail):
    return re.search(r"https?://[^/]+(/\S+)", mail.body).group(1)


def token(email, now):
    operations.ask_to_join(email=email, language="fr", now=now)
    return token_of(Invitation.objects.latest("pk").pk)


def test_the_way_from_the_page_to_ones_letters(client, mailoutbox, now):
    assert ask(client, "Najat@Mail.example").headers["Location"] == reverse("accounts:join_sent")
    assert not User.objects.exists()  # nothing is opened for an address that nobody has shown to be theirs
    run_jobs()
    assert mailoutbox[0].to == [MAIL]
    url = address(mailoutbox[0])
    assert MAIL in client.get(url).content.decode()
    chosen = {"new_password1": SECRET, "new_password2": SECRET}
    assert send(client, url, **chosen).status_code == 422  # no name
    assert send(client, url, name_ar="نجاة", new_password1="123", new_password2="123").status_code == 422
    assert send(client, url, name_ar="نجاة", phone="0600", **chosen).status_code == 422
    done = send(client, url, name_ar="نجاة", phone="+212600000101", **chosen)
    assert done.headers["Location"] == reverse("deposits:mine")
    user = User.objects.get()
    assert (user.email, user.name_latin, user.administration, user.language) == (MAIL, "نجاة", None, "ar")
    actor = organisations.actor_for(user.pk, timezone.now())
    assert (actor.seats, actor.grants) == ((), ())
    assert client.get(reverse("deposits:mine")).status_code == 200
    assert client.get(url).status_code == 410
    assert Entry.objects.filter(chain__name="accounts:public", kind="account.joined").count() == 1
    assert Invitation.objects.get().email == ""


def test_a_known_address_gets_the_same_answer_and_another_mail(client, mailoutbox):
    User.objects.create_user(MAIL, SECRET, name_ar="نجاة", name_latin="Najat")
    answers = []
    for email in (MAIL, "nobody@mail.example"):
        answer = ask(client, email)
        answers.append((answer.status_code, answer.headers["Location"]))
    assert answers[0] == answers[1]
    run_jobs()
    told = {mail.to[0]: mail for mail in mailoutbox}
    assert reverse("account_reset_password") in told[MAIL].body
    assert "/join/" in told["nobody@mail.example"].body
    assert "/join/" not in told[MAIL].body


def test_an_account_opened_meanwhile_is_not_taken_over(now):
    word = token(MAIL, now)
    User.objects.create_user(MAIL, SECRET, name_ar="نجاة", name_latin="Najat")
    with pytest.raises(operations.AccountRefused):
        operations.join(token=word, name_ar="x", name_latin="x", password="y", now=now)
    assert User.objects.get().check_password(SECRET)


def test_a_newer_mail_closes_the_former_and_time_closes_both(client, now):
    former, latest = token(MAIL, now), token(MAIL, now)
    assert client.get(reverse("accounts:join_with", args=[former])).status_code == 410
    assert client.get(reverse("accounts:join_with", args=["x.y"])).status_code == 410
    late = now + timedelta(days=1, seconds=1)
    with pytest.raises(operations.JoiningOver):
        operations.join(token=latest, name_ar="x", name_latin="x", password="y", now=late)
    assert operations.forget_unanswered(now=now) == 0
    assert operations.forget_unanswered(now=late) == 2
    assert not Invitation.objects.exists()


def test_the_mails_of_officials_and_of_the_public_do_not_open_each_other(client, now):
    assert client.get(reverse("accounts:invitation", args=[token(MAIL, now)])).status_code == 410


def test_robots_are_held_off(client, settings):
    assert ask(client, website="http://spam.example").status_code == 422
    settings.DIWAN_PLAIN_DEPOSIT_SECONDS = 60
    assert ask(client).status_code == 422  # too quick, and nothing was computed
    assert ask(client, puzzle="forged").status_code == 422
    settings.DIWAN_PLAIN_DEPOSIT_SECONDS, settings.DIWAN_PLAIN_DEPOSITS_PER_HOUR = 0, 1
    assert ask(client).status_code == 302
    assert ask(client).status_code == 429  # the plain way has a lower limit


def test_a_proof_of_work_serves_once(client, settings):
    settings.DIWAN_PLAIN_DEPOSIT_SECONDS = 60
    page = client.get(reverse("accounts:join")).context
    said = {"subject": page["subject"], "puzzle": page["puzzle"], "puzzle_answer": solve(page["puzzle"])}
    assert ask(client, **said).status_code == 302
    assert ask(client, "other@mail.example", **said).status_code == 429


def solve(posed):
    subject, _bits = signing.loads(posed, salt=puzzle.SALT)
    hour = timedelta(hours=1)
    return next(n for n in map(str, range(10_000)) if puzzle.solved(posed, n, subject=subject, lives=hour))


def test_one_address_and_one_network_ask_so_often_an_hour(client, settings):
    settings.DIWAN_PLAIN_DEPOSITS_PER_HOUR = 0
    assert [ask(client).status_code for _ in range(joining.PER_ADDRESS + 1)] == [302, 302, 302, 429]
    settings.DIWAN_JOINS_PER_HOUR = 4
    assert [ask(client, f"p{n}@mail.example").status_code for n in range(2)] == [302, 429]


def test_where_the_public_has_no_accounts_the_pages_do_not_exist(client, settings, now):
    word = token(MAIL, now)
    assert reverse("accounts:join") in client.get(reverse("account_login")).content.decode()
    settings.DIWAN_PUBLIC_ACCOUNTS = False
    for url in (reverse("accounts:join"), reverse("accounts:join_sent"), reverse("accounts:join_with", args=[word])):
        assert client.get(url).status_code == 404
    assert reverse("accounts:join") not in client.get(reverse("account_login")).content.decode()
