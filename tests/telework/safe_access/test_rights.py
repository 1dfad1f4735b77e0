"""Rights to systems: two steps, bound to the authorisation, reviewed, compared with what is found; audits."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed
from diwan.telework.safe_access import api as safe_access
from diwan.telework.safe_access import terms
from diwan.telework.safe_access.models import Comparison, Look, SystemRight
from diwan.telework.safe_access.operations import auditing, comparing, looking, reviewing, rights
from diwan.telework.safe_access.queries import log
from diwan.telework.safe_access.views.reviewing import accounts_in
from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World


def today():
    return timezone.localdate()


def ask(world, by="manager", **changes):
    said = {"system_id": world.vpn.pk, "person_id": world.remote_person.pk, "purpose": "الملفات", "until": None}
    return rights.ask_right(actor=world.actor(by), now=timezone.now(), **said | changes)


def opened(world):
    assert world.audited
    return auditing.open_platform(actor=world.actor(HOLDER), system_id=world.vpn.pk, now=timezone.now())


def grant(world, row, by=HOLDER, until=None):
    return rights.grant_right(actor=world.actor(by), right_id=row.pk, until=until, now=timezone.now(), today=today())


@pytest.fixture
def granted(world, authorised):
    opened(world)
    return grant(world, ask(world))


def test_a_manager_asks_the_security_grants_and_it_ends_with_the_authorisation(world, granted):
    assert granted.until == terms.authorisation(granted.person_id, today()).ends_on
    assert [row.pk for row in safe_access.held_by(granted.person_id, today())] == [granted.pk]
    assert safe_access.held_by(granted.person_id, granted.until + timedelta(days=1)) == []


@pytest.mark.parametrize("by", [STRANGER, ELSEWHERE, "desk", "person"])
def test_nobody_else_asks(world, by):
    with pytest.raises(NotAllowed):
        ask(world, by)


def test_nobody_grants_what_they_asked_nor_what_is_for_them(world, authorised):
    opened(world)
    row = ask(world, HOLDER)
    with pytest.raises(NotAllowed):
        grant(world, row)
    authorised.add(world.users[HOLDER].pk)
    mine = ask(world, person_id=world.users[HOLDER].pk)
    with pytest.raises(NotAllowed):
        grant(world, mine)


def test_without_an_authorisation_nothing_is_granted(world, authorised):
    opened(world)
    authorised.clear()
    with pytest.raises(rights.NoAuthorisation):
        grant(world, ask(world))


def test_not_after_the_authorisation_nor_on_a_closed_platform(world, authorised):
    row = ask(world)
    with pytest.raises(rights.NotOpen):
        grant(world, row)
    opened(world)
    with pytest.raises(rights.BadEnd):
        grant(world, row, until=today() + timedelta(days=181))
    with pytest.raises(rights.HeldAlready):
        ask(world)


def test_the_end_of_the_authorisation_ends_the_right_at_once_and_twice_does_no_harm(world, granted):
    said = {"agreement_id": granted.agreement_id, "on": today(), "now": timezone.now(), "today": today()}
    assert rights.end_with_agreement(**said) == 1
    assert rights.end_with_agreement(**said) == 0
    granted.refresh_from_db()
    assert (granted.state, safe_access.held_by(granted.person_id, today())) == ("ended", [])


def test_an_end_to_come_shortens_the_right(world, granted):
    on = today() + timedelta(days=10)
    said = {"agreement_id": granted.agreement_id, "on": on, "now": timezone.now(), "today": today()}
    assert rights.end_with_agreement(**said) == 0
    granted.refresh_from_db()
    assert (granted.state, granted.until) == ("granted", on - timedelta(days=1))
    assert rights.end_due(now=timezone.now(), today=on) == 1


def test_suspended_and_resumed_with_it(world, granted):
    rights.suspend_with_agreement(agreement_id=granted.agreement_id, now=timezone.now())
    assert safe_access.held_by(granted.person_id, today()) == []
    rights.resume_with_agreement(agreement_id=granted.agreement_id, now=timezone.now())
    assert len(safe_access.held_by(granted.person_id, today())) == 1


def review(world, days=15):
    said = {"administration_id": world.here.pk, "due_on": today() + timedelta(days=days)}
    return reviewing.open_review(actor=world.actor(HOLDER), now=timezone.now(), today=today(), **said)


def test_in_a_review_silence_withdraws(world, granted):
    row = review(world)
    with pytest.raises(reviewing.ReviewOpen):
        review(world)
    assert reviewing.close_due(now=timezone.now(), today=row.due_on) == 0
    assert reviewing.close_due(now=timezone.now(), today=row.due_on + timedelta(days=1)) == 1
    assert reviewing.close_due(now=timezone.now(), today=row.due_on + timedelta(days=1)) == 0
    granted.refresh_from_db()
    row.refresh_from_db()
    assert (granted.state, row.closed_at is None) == ("withdrawn", False)


@pytest.mark.parametrize(("confirmed", "state"), [(True, "granted"), (False, "withdrawn")])
def test_the_owner_confirms_or_withdraws(world, granted, confirmed, state):
    line = review(world).lines.get()
    with pytest.raises(NotAllowed):
        reviewing.answer(actor=world.actor("manager"), line_id=line.pk, confirmed=True, now=timezone.now())
    reviewing.answer(actor=world.actor(HOLDER), line_id=line.pk, confirmed=confirmed, now=timezone.now())
    granted.refresh_from_db()
    assert granted.state == state
    with pytest.raises(reviewing.Answered):
        reviewing.answer(actor=world.actor(HOLDER), line_id=line.pk, confirmed=True, now=timezone.now())


def test_the_difference_says_who_has_and_should_not_and_who_should_and_has_not(world, granted):
    upload = SimpleUploadedFile("vpn.csv", "البريد;الاسم\nghost@men.example;x\n".encode())
    answer = world.client(HOLDER).post(
        reverse("safe_access:compare", args=[world.vpn.pk]),
        {"accounts": upload, "idempotency_key": str(uuid.uuid4())},
    )
    row = Comparison.objects.get()
    assert answer.url == reverse("safe_access:differences", args=[row.pk])
    lines = {(line.sense, line.account) for line in row.lines.all()}
    assert lines == {("extra", "ghost@men.example"), ("missing", granted.person.email)}
    line = row.lines.get(sense="extra")
    comparing.settle(actor=world.actor(HOLDER), difference_id=line.pk, note="حذف", now=timezone.now())
    with pytest.raises(comparing.Settled):
        comparing.settle(actor=world.actor(HOLDER), difference_id=line.pk, note="x", now=timezone.now())
    said = {"system_id": world.vpn.pk, "source": "file", "now": timezone.now(), "today": today()}
    # Some programs write the name alone; what was open yesterday and is gone is settled.
    again = comparing.compare(actor=world.actor(HOLDER), accounts=[granted.person.email.split("@")[0]], **said)
    assert not again.lines.exists()
    assert not row.lines.filter(settled_at=None).exists()
    with pytest.raises(comparing.NoAccounts):
        comparing.compare(actor=world.actor(HOLDER), accounts=[], **said)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["name", "mail"], ["x", "a@b.example"], ["y", ""]], ["a@b.example"]),
        ([["login"], ["amina"], ["omar"]], ["amina", "omar"]),
        ([], []),
    ],
)
def test_the_column_of_accounts_is_found(rows, found):
    assert accounts_in([{"rows": rows}]) == found


def test_a_platform_opens_after_its_audit_and_not_with_a_critical_finding(world):
    officer, now = world.actor(HOLDER), timezone.now()
    with pytest.raises(auditing.NotAudited):
        auditing.open_platform(actor=officer, system_id=world.vpn.pk, now=now)
    said = {"audit_id": world.audited.pk, "text": "ثغرة", "owner_id": None, "due_on": today(), "now": now}
    auditing.add_finding(actor=officer, severity="high", **said)
    assert opened(world).is_open
    found = auditing.add_finding(actor=officer, severity="critical", **said)
    world.vpn.refresh_from_db()
    assert not world.vpn.is_open  # it closes the platform that was open
    with pytest.raises(auditing.CriticalOpen):
        auditing.open_platform(actor=officer, system_id=world.vpn.pk, now=now)
    auditing.close_finding(actor=officer, finding_id=found.pk, how="حدث النظام", now=now)
    assert opened(world).is_open
    with pytest.raises(auditing.FindingClosed):
        auditing.close_finding(actor=officer, finding_id=found.pk, how="x", now=now)


def test_a_look_is_journalled_told_and_shown_to_the_person(world, monkeypatch):
    monkeypatch.setattr(terms, "remote_days", lambda person, first, last: {today()})
    said = {"purpose": "التحقق", "first": today() - timedelta(days=3), "last": today(), "now": timezone.now()}
    row = looking.look(actor=world.actor(HOLDER), person_id=world.remote_person.pk, **said)
    assert journal.history(f"user:{row.person_id}")[-1]["kind"] == "log.looked_at"
    page = world.client("person").get(reverse("safe_access:my_log")).content.decode()
    assert "التحقق" in page
    with pytest.raises(NotAllowed):
        looking.look(actor=world.actor(ELSEWHERE), person_id=world.remote_person.pk, **said)
    with pytest.raises(looking.TooLong):
        looking.look(
            actor=world.actor(HOLDER),
            person_id=world.remote_person.pk,
            **said | {"first": today() - timedelta(days=200)},
        )
    assert Look.objects.count() == 1


def test_the_log_has_the_acts_of_days_of_telework_only(world, monkeypatch):
    from zoneinfo import ZoneInfo

    world.own_device  # noqa: B018  # the holder did something today
    holder, zone = world.users[HOLDER].pk, ZoneInfo("Africa/Casablanca")
    monkeypatch.setattr(terms, "remote_days", lambda person, first, last: set())
    assert log.done_remotely(holder, today(), today(), zone) == []
    monkeypatch.setattr(terms, "remote_days", lambda person, first, last: {today()})
    assert [one.kind for one in log.done_remotely(holder, today(), today(), zone)] == ["device.declared"]


@pytest.mark.django_db(transaction=True)
def test_two_requests_for_one_right_make_one(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    world = World(("telework.security",))
    assert world.vpn
    assert world.remote_person
    actor, refused = world.actor(HOLDER), []

    def go():
        try:
            rights.ask_right(
                actor=actor,
                system_id=world.vpn.pk,
                person_id=world.remote_person.pk,
                purpose="x",
                until=None,
                now=timezone.now(),
            )
        except rights.HeldAlready:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(3)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert (SystemRight.objects.count(), len(refused)) == (1, 2)
