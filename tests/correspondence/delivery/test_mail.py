"""By e-mail through a real mail server: the secured link, its code, its openings, and what goes wrong."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery import tasks
from diwan.correspondence.delivery.operations import bouncing, links
from diwan.correspondence.letters import api as letters
from tests.core import people
from tests.helpers.delivery import events, outgoing, send
from tests.helpers.jobs import run_jobs
from tests.helpers.mail_server import MailServer

if TYPE_CHECKING:
    from collections.abc import Iterator

SENT = ["SubmissionAcceptance", "ContentConsignment", "ConsignmentNotification"]


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    mail_server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", mail_server.port, 5
    yield mail_server
    mail_server.stop()


@pytest.fixture
def mailed(ministry: Any) -> Any:
    """A letter to a company that has an e-mail address, sent and not carried."""
    company = letters.Correspondent(
        role=letters.PartyRole.ADDRESSEE,
        kind=letters.PartyKind.COMPANY,
        name="شركة النور",
        email="nour@company.example",
        phone="+212600000000",
    )
    sending = send(ministry, outgoing(ministry, company), "email")
    sending.moved_at = timezone.now()  # jobs go by the clock of the machine, from which patience is counted
    sending.save(update_fields=["moved_at"])
    return sending


def address_in(server: MailServer) -> str:
    text = server.received[-1].get_body(("plain",)).get_content()
    found = re.search(r"https?://[^/]+(/l/\w+/)", text)
    assert found, text
    return found[1]


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def letters_of(server: MailServer) -> list:
    return [mail for mail in server.received if mail["Message-ID"].startswith("<letter-")]


def test_the_mail_says_who_wrote_and_not_what(server, mailed):
    run_jobs()
    mailed.refresh_from_db()
    assert mailed.state == "consigned", mailed.last_error
    assert sorted(events(mailed)) == sorted(SENT)
    (mail,) = letters_of(server)
    said = mail.as_string() + mail.get_body(("plain",)).get_content()
    assert mailed.letter.subject not in said
    assert mailed.letter.body not in said
    assert mailed.letter.reference in mail["Subject"]


def test_opening_is_a_button_and_hands_the_letter_over(server, mailed, client):
    run_jobs()
    address = address_in(server)
    shown = client.get(address)
    assert shown.status_code == 200
    assert mailed.letter.subject not in shown.content.decode()
    mailed.refresh_from_db()
    assert mailed.state == "consigned", "looking at the address opens nothing"
    assert client.post(f"{address}open/", key()).status_code == 302
    shown = client.get(address)
    assert mailed.letter.subject in shown.content.decode()
    piece = client.post(f"{address}piece/1/", key())
    assert piece.status_code == 302
    assert b"".join(client.get(piece["Location"])).startswith(b"%PDF")
    mailed.refresh_from_db()
    assert mailed.state == "accepted"
    assert sorted(events(mailed)) == sorted([*SENT, "ContentHandover", "ContentAccessTracking/piece:1"])


def test_another_browser_opens_for_itself(server, mailed, client):
    from django.test import Client

    run_jobs()
    address = address_in(server)
    client.post(f"{address}open/", key())
    other = Client()
    assert mailed.letter.subject not in other.get(address).content.decode()
    assert other.post(f"{address}piece/1/", key()).status_code == 404


def test_a_wrong_address_opens_nothing(client, db):
    assert client.get(f"/l/{'0' * 40}/").status_code == 404


def test_with_a_code_ten_mistakes_close_it(server, ministry, client, settings, tmp_path):
    settings.DIWAN_SMS, settings.DIWAN_HOME = "diwan.core.notifications.sms.FileGateway", settings.DIWAN_HOME
    log = settings.DIWAN_HOME / "sms.log"
    log.unlink(missing_ok=True)
    person = letters.Correspondent(
        role=letters.PartyRole.ADDRESSEE, name="نجاة", email="najat@mail.example", phone="+212611111111"
    )
    sending = send(ministry, outgoing(ministry, person), "email", code_to="+212611111111")
    run_jobs()
    code = re.search(r"\d{6}$", log.read_text().strip())[0]
    address = address_in(server)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert client.post(f"{address}open/", {**key(), "code": wrong}).status_code == 403
    assert client.post(f"{address}open/", {**key(), "code": code}).status_code == 302
    sending.refresh_from_db()
    assert sending.state == "accepted"
    for _ in range(9):
        assert client.post(f"{address}open/", {**key(), "code": wrong}).status_code == 403
    assert client.post(f"{address}open/", {**key(), "code": code}).status_code == 410
    assert client.get(address).status_code == 410


def test_postponed_then_taken(server, mailed):
    server.rcpt_answers = ["451 4.7.1 greylisted, try again"]
    run_jobs()
    mailed.refresh_from_db()
    assert (mailed.state, mailed.last_code, mailed.attempts) == ("waiting", "unreachable", 1)
    assert "451" in mailed.last_error or "451" in str(mailed.last_error)
    assert mailed.next_attempt_at > timezone.now()
    tasks.carry(sending_id=mailed.pk)
    mailed.refresh_from_db()
    assert mailed.attempts == 1, "not before its time"
    delivery.retry(actor=mailed_actor(mailed), sending_id=mailed.pk, now=timezone.now())
    run_jobs()
    mailed.refresh_from_db()
    assert (mailed.state, mailed.attempts) == ("consigned", 2)
    assert len(letters_of(server)) == 1


def mailed_actor(sending: Any) -> Any:
    from diwan.core.organisations.api import actor_for

    return actor_for(sending.asked_by_id, people.NOW)


def test_refused_for_good(server, mailed):
    server.rcpt_answers = ["550 5.1.1 no such mailbox"]
    run_jobs()
    mailed.refresh_from_db()
    assert (mailed.state, mailed.reason_code) == ("failed", "bounced")
    assert sorted(events(mailed)) == ["ConsignmentNotificationFailure", "SubmissionAcceptance"]


def test_after_two_days_we_give_up_and_another_series_can_begin(server, mailed):
    server.away()
    tries, wait = 0, timedelta()
    moment = mailed.moved_at = timezone.now()
    delivery.Sending.objects.filter(pk=mailed.pk).update(moved_at=moment)
    patience = delivery.Patience()
    while wait < patience.limit:
        wait += patience.next_wait(wait)
        tries += 1
    assert 50 < tries < 70  # every hour in the end
    delivery.Sending.objects.filter(pk=mailed.pk).update(moved_at=moment - patience.limit)
    run_jobs()
    mailed.refresh_from_db()
    assert (mailed.state, mailed.reason_code) == ("failed", "given_up")
    assert sorted(events(mailed)) == ["ConsignmentNotificationFailure", "SubmissionAcceptance"]
    server.start()
    delivery.retry(actor=mailed_actor(mailed), sending_id=mailed.pk, now=timezone.now())
    run_jobs()
    mailed.refresh_from_db()
    assert (mailed.state, mailed.round) == ("consigned", 2)


def test_hung_up_after_it_was_taken_sends_the_same_again(server, mailed):
    server.answers = ["drop after"]
    run_jobs()
    delivery.retry(actor=mailed_actor(mailed), sending_id=mailed.pk, now=timezone.now())
    run_jobs()
    mailed.refresh_from_db()
    assert mailed.state == "consigned"
    assert len({mail["Message-ID"] for mail in letters_of(server)}) == 1
    assert sorted(events(mailed)) == sorted(SENT)


def test_a_bounce_noted_by_a_clerk_closes_the_link(server, mailed, client):
    run_jobs()
    address = address_in(server)
    bouncing.bounced(actor=mailed_actor(mailed), sending_id=mailed.pk, words="550 unknown", now=timezone.now())
    assert client.get(address).status_code == 410
    with pytest.raises(bouncing.NotByMail):
        bouncing.bounced(actor=mailed_actor(mailed), sending_id=mailed.pk, words="again", now=timezone.now())


def test_not_opened_in_time(server, mailed, settings):
    run_jobs()
    assert links.expire(now=timezone.now()) == 0
    assert links.expire(now=timezone.now() + timedelta(days=settings.DIWAN_LINK_DAYS, hours=1)) == 1
    mailed.refresh_from_db()
    assert (mailed.state, mailed.reason_code) == ("failed", "expired")
    assert sorted(events(mailed)) == sorted([*SENT, "ContentHandoverFailure"])


def test_withdrawn_it_opens_nothing(server, mailed, client):
    run_jobs()
    delivery.withdraw(actor=mailed_actor(mailed), sending_id=mailed.pk, reason="خطأ", now=timezone.now())
    assert client.post(f"{address_in(server)}open/", key()).status_code == 410
