"""E-mails through a real SMTP server that accepts, postpones, refuses, hangs up, or is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from diwan.core.facts.models import Failure
from diwan.core.notifications import api, mails
from diwan.core.notifications.enums import Mail
from diwan.core.notifications.models import Notification
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs, states
from tests.helpers.mail_server import MailServer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    mail_server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", mail_server.port, 5
    settings.DEFAULT_FROM_EMAIL = "ديوان <diwan@men.example>"
    yield mail_server
    mail_server.stop()


def tell(subject: str = "تم قبول مراسلتكم", **told: str) -> Notification:
    fields = {"email": "deposant@example.org", "kind": "deposit.accepted", "language": "ar", "now": NOW}
    return api.notify(**{**fields, "subject": subject, "body": "راجعوا <b>الرابط</b>", "url": "/f/1", **told})


def state(told: Notification) -> str:
    told.refresh_from_db()
    return told.mail


def test_accepted(server):
    told = tell()
    assert run_jobs() == 1
    assert state(told) == Mail.SENT
    mail = server.received[0]
    assert (mail["Subject"], mail["To"]) == ("تم قبول مراسلتكم", "deposant@example.org")
    assert mail["From"].addresses[0].display_name == "ديوان"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == mails.message_id(told)
    assert mail["Message-ID"].endswith("@men.example>")
    text = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert "http://127.0.0.1:8000/f/1" in text
    assert '<html lang="ar" dir="rtl">' in page
    assert "&lt;b&gt;" in page, "what people typed stays text"


def test_each_language_in_its_direction(server):
    for language, direction, words in (("fr", "ltr", "Ouvrir"), ("en", "ltr", "Open"), ("ar", "rtl", "فتح")):
        server.received.clear()
        tell("x", language=language)
        run_jobs()
        page = server.received[0].get_body(("html",)).get_content()
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert words in page


def test_postponed_then_accepted(server):
    server.rcpt_answers = ["451 4.7.1 greylisted, try again"]
    told = tell()
    assert run_jobs() == 0
    assert state(told) == Mail.WAITING
    assert "451" in str(Failure.objects.get().error)
    assert run_jobs(ahead=True) == 1
    assert state(told) == Mail.SENT
    assert len(server.received) == 1


@pytest.mark.parametrize("where", ["rcpt_answers", "answers"])
def test_refused_for_good_is_not_tried_again_but_by_an_operator(server, where):
    setattr(server, where, ["550 5.1.1 no such mailbox"])
    told = tell()
    run_jobs()
    assert (state(told), states()) == (Mail.REFUSED, ["failed"])
    assert "550" in Failure.objects.get().error
    mails.deliver(notification_id=told.pk)
    assert state(told) == Mail.SENT, "sent back by an operator, it goes out"


def test_cut_before_the_yes_is_tried_again(server):
    server.answers = ["drop before"]
    told = tell()
    run_jobs()
    assert (state(told), states()) == (Mail.WAITING, ["todo"])
    run_jobs(ahead=True)
    assert state(told) == Mail.SENT
    assert len(server.received) == 1


def test_cut_after_it_was_taken_comes_twice_under_one_name(server):
    """At least once: nobody can know whether the server took it. Mail programs show one Message-ID once."""
    server.answers = ["drop after"]
    told = tell()
    run_jobs()
    run_jobs(ahead=True)
    assert state(told) == Mail.SENT
    assert len({mail["Message-ID"] for mail in server.received}) == 1
    assert len(server.received) == 2


def test_away_then_back(server):
    server.away()
    told = tell()
    for _try in range(3):
        run_jobs(ahead=True)
    assert (state(told), ProcrastinateJob.objects.get().attempts) == (Mail.WAITING, 3)
    server.start()
    run_jobs(ahead=True)
    assert state(told) == Mail.SENT
    assert len(server.received) == 1
