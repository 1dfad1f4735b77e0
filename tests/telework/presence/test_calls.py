"""Calls to come on site: ahead, with a reason, answered; they count as days on site (TEL-6)."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta

import pytest

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.agreements import api as agreements
from diwan.telework.presence import api as presence
from diwan.telework.presence.operations import calling, confirming
from tests.core.people import NOW, SYSTEM
from tests.helpers.jobs import run_jobs

from .conftest import THURSDAY

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)


def called(team, day=TUESDAY, who="head", now=NOW, at=time(9)):
    return presence.call_on_site(
        actor=team.actor(who), person_id=team.worker.pk, day=day, from_time=at, reason="اجتماع اللجنة", now=now
    )


def where(team, day=TUESDAY):
    (one,) = presence.worked(team.worker.pk, day, day, now=NOW)
    return one.where


def test_a_call_counts_as_a_day_on_site_for_everybody_who_asks(team):
    assert where(team) == "remote"
    called(team)
    assert where(team) == "site"
    assert not agreements.remote_on(team.worker.pk, TUESDAY)


def test_on_a_called_day_nothing_is_confirmed(team):
    called(team)
    at = THURSDAY + timedelta(days=5)
    with pytest.raises(confirming.CalledIn):
        presence.confirm(actor=team.actor(), kind="start", said_at=at, key=uuid.uuid4(), now=at)


def test_the_person_is_told_and_the_caller_reads_the_answer(team):
    row = called(team)
    run_jobs()
    told = Notification.objects.get(kind="presence.called")
    assert told.person_id == team.worker.pk
    assert "اجتماع اللجنة" in told.subject
    presence.answer_call(actor=team.actor(), call_id=row.pk, coming=True, answer="", now=NOW)
    run_jobs()
    assert Notification.objects.get(kind="presence.answered").person_id == team.place.people["head"].pk


def test_cannot_come_counts_as_remote_until_the_manager_upholds(team):
    row = called(team)
    presence.answer_call(actor=team.actor(), call_id=row.pk, coming=False, answer="موعد طبي", now=NOW)
    assert where(team) == "remote"
    presence.decide_call(actor=team.actor("head"), call_id=row.pk, upheld=True, decision="لا بديل", now=NOW)
    assert where(team) == "site"
    presence.decide_call(actor=team.actor("head"), call_id=row.pk, upheld=False, decision="", now=NOW)
    assert where(team) == "remote"
    with pytest.raises(calling.CallMoved):
        presence.answer_call(actor=team.actor(), call_id=row.pk, coming=True, answer="", now=NOW)


def test_it_is_made_as_far_ahead_as_the_rules_ask(team):
    with pytest.raises(calling.ShortNotice) as refused:
        called(team, now=THURSDAY + timedelta(days=5))
    assert any(letter.isdigit() for letter in str(refused.value))


def test_one_call_a_day(team):
    row = called(team)
    with pytest.raises(calling.AlreadyCalled):
        called(team)
    presence.decide_call(actor=team.actor("head"), call_id=row.pk, upheld=False, decision="", now=NOW)
    called(team)


def test_only_remote_days_of_a_teleworker(team):
    with pytest.raises(calling.NotTheirRemoteDay):
        called(team, day=TUESDAY + timedelta(days=1))
    with pytest.raises(confirming.NoAgreement):
        presence.call_on_site(
            actor=team.actor("head"),
            person_id=team.place.people["officer1"].pk,
            day=TUESDAY,
            from_time=time(9),
            reason="اجتماع",
            now=NOW,
        )


@pytest.mark.parametrize("who", ["officer1", "finance", "officer0"])
def test_only_by_who_manages_the_unit(team, who):
    with pytest.raises(NotAllowed):
        called(team, who=who)


def test_nobody_answers_for_another(team):
    row = called(team)
    with pytest.raises(NotAllowed):
        presence.answer_call(actor=team.actor("officer1"), call_id=row.pk, coming=True, answer="", now=NOW)


def test_an_agreement_that_ends_takes_its_calls_to_come_with_it(team):
    row = called(team)
    agreements.end(
        actor=SYSTEM,
        agreement_id=team.agreement.pk,
        ends_on=THURSDAY.date(),
        at_once=True,
        ground="إخلال بالميثاق",
        now=THURSDAY,
    )
    agreements.advance(agreement_id=team.agreement.pk, now=THURSDAY + timedelta(days=1))
    run_jobs()
    row.refresh_from_db()
    assert row.state == "withdrawn"
