"""Who is told what, where, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from diwan.core.notifications import api, operations, queries
from diwan.core.notifications.enums import Mail
from diwan.core.notifications.models import Notification, Preference
from tests.core import people
from tests.core.people import NOW, as_actor
from tests.helpers.jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return people.person(language="fr")


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(queries, "KINDS", {"letters.late": "Late letters", "letters.new": "New letters"})


def tell(**told):
    return api.notify(**{"kind": "letters.late", "subject": "Une lettre attend", "now": NOW, **told})


def test_a_person_is_told_here_and_by_mail(amina, mailoutbox):
    told = tell(person_id=amina.pk, body="Depuis trois jours.", url="/letters/1")
    assert (told.language, told.email, told.mail) == ("fr", amina.email, Mail.WAITING)
    assert api.unread_count(amina.pk) == 1
    assert mailoutbox == [], "not before the commit"
    assert run_jobs() == 1
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([amina.email], "Une lettre attend")]
    told.refresh_from_db()
    assert told.mail == Mail.SENT


def test_an_address_outside_is_told_by_mail_alone(mailoutbox):
    told = tell(email="deposant@example.org", language="ar", subject="تم تسجيل مراسلتكم", url="https://diwan.test/f")
    assert told.person is None
    run_jobs()
    assert mailoutbox[0].to == ["deposant@example.org"]
    html = mailoutbox[0].alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    assert "https://diwan.test/f" in mailoutbox[0].body


def test_nobody_is_refused_by_words_and_by_the_database():
    with pytest.raises(api.NoReader):
        tell()
    with pytest.raises(api.NoReader):
        tell(person_id=10**9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(kind="k", subject="s", language="ar", created_at=NOW)


def test_a_rolled_back_act_tells_nobody(amina, mailoutbox):
    with transaction.atomic():
        tell(person_id=amina.pk)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    assert run_jobs() == 0
    assert mailoutbox == []


def test_the_same_key_tells_once(amina, mailoutbox):
    assert tell(person_id=amina.pk, key="letter:1") is not None
    assert tell(person_id=amina.pk, key="letter:1") is None
    run_jobs()
    assert len(mailoutbox) == 1


def test_a_job_that_runs_twice_sends_once(amina, mailoutbox):
    from diwan.core.notifications import mails

    told = tell(person_id=amina.pk)
    run_jobs()
    mails.deliver(notification_id=told.pk)
    assert len(mailoutbox) == 1


def test_who_wants_no_mail_of_a_kind_gets_none(amina, mailoutbox):
    operations.choose(by_mail={"letters.new"}, by_push=(), actor=as_actor(amina))
    assert queries.choices(amina.pk) == [
        ("letters.late", "Late letters", False, False),
        ("letters.new", "New letters", True, False),
    ]
    assert tell(person_id=amina.pk).mail == Mail.NONE
    tell(person_id=amina.pk, kind="letters.new")
    run_jobs()
    assert len(mailoutbox) == 1
    assert api.unread_count(amina.pk) == 2, "here everything is told"
    operations.choose(by_mail={"letters.new", "letters.late"}, by_push=(), actor=as_actor(amina))
    assert Preference.objects.count() == 2
    assert tell(person_id=amina.pk).mail == Mail.WAITING


def test_a_closed_account_gets_no_mail(amina):
    amina.is_active = False
    amina.save()
    assert tell(person_id=amina.pk).mail == Mail.NONE


def test_a_subject_is_one_line(amina):
    assert tell(person_id=amina.pk, subject="a\r\nBcc: x@y\n b").subject == "a Bcc: x@y b"


def test_reading_is_for_oneself_and_counts_once(amina):
    brahim = people.person("Brahim Idrissi")
    mine, theirs = tell(person_id=amina.pk), tell(person_id=brahim.pk)
    assert operations.mark_read(notification_id=theirs.pk, actor=as_actor(amina), now=NOW) is None
    operations.mark_read(notification_id=mine.pk, actor=as_actor(amina), now=NOW)
    later = operations.mark_read(notification_id=mine.pk, actor=as_actor(amina), now=NOW + timedelta(hours=1))
    assert later.read_at == NOW
    assert (api.unread_count(amina.pk), api.unread_count(brahim.pk), api.unread_count(None)) == (0, 1, 0)
    assert operations.mark_all_read(actor=as_actor(brahim), now=NOW) == 1


def test_the_number_on_the_bell_is_one_query(amina, django_assert_num_queries):
    with django_assert_num_queries(1):
        api.unread_count(amina.pk)


def test_old_ones_are_forgotten_but_not_unsent_ones(amina):
    tell(person_id=amina.pk)
    operations.choose(by_mail=(), by_push=(), actor=as_actor(amina))
    tell(person_id=amina.pk)
    operations.forget_old(before=NOW + timedelta(seconds=1))
    assert Notification.objects.get().mail == Mail.WAITING


def test_text_messages_go_through_the_carrier_that_is_named(settings, tmp_path):
    settings.DIWAN_HOME, settings.DIWAN_SMS = tmp_path, ""
    assert api.text(phone="+212600000000", text="رقم المراسلة 12") is False
    settings.DIWAN_SMS = "diwan.core.notifications.sms.FileGateway"
    with transaction.atomic():
        assert api.text(phone="+212600000000", text="رقم\nالمراسلة 12") is True
    assert run_jobs() == 1
    assert (tmp_path / "sms.log").read_text() == "+212600000000\tرقم المراسلة 12\n"
