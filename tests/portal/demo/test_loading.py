"""Loading is whole or nothing, happens once, and goes through the doors."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits.models import Deposit
from diwan.portal.demo.operations import loading

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    """Loaded once for the tests of this module that only look, and emptied after them."""
    with django_db_blocker.unblock():
        assert loading.load(now=NOW, say=lambda line: None)
        yield
        loading.wipe()


@pytest.fixture
def demo(_loaded, db):
    return None


def quiet(line: str) -> None:
    pass


def test_the_ministry_has_its_academies_and_directorates(demo):
    kinds = Counter(version.unit.kind for version in organisations.directory(NOW.date()))
    assert kinds["region"] == 12
    assert kinds["province"] == 82
    assert len(organisations.office_cards(NOW)) == 20


def test_the_directory_knows_what_the_ministry_of_finance_was_called_when_it_signed_circular_253(demo):
    finance = organisations.office_card("MEF", NOW).administration_id
    then = organisations.administration_name(finance, datetime(2020, 4, 25, tzinfo=UTC).date(), "ar")
    assert then == "وزارة الاقتصاد والمالية وإصلاح الإدارة"
    assert organisations.administration_name(finance, NOW.date(), "ar") == "وزارة الاقتصاد والمالية"


def test_letters_end_in_every_state(demo):
    rows = Deposit.objects.all()
    states = Counter(rows.values_list("state", flat=True))
    assert set(states) == {
        "registered",
        "accepted",
        "returned",
        "incomplete",
        "answered",
        "forwarded",
        "silent",
        "annulled",
    }
    assert rows.filter(state="registered", opened_at=None).exists()
    assert rows.filter(state="registered").exclude(opened_at=None).exists()


def test_due_dates_are_behind_and_ahead_and_silence_has_decided_once(demo):
    due = set(Deposit.objects.filter(state__in=["registered", "accepted"]).values_list("due_on", flat=True)) - {None}
    assert min(due) < NOW.date() < max(due)
    assert Deposit.objects.get(state="silent").subject == "طلب شهادة العمل"


def test_numbers_rise_with_the_dates_and_nothing_is_in_the_future(demo):
    for office in set(Deposit.objects.values_list("office_id", flat=True)):
        # Paper may take a number reserved before it was entered.
        rows = Deposit.objects.filter(office_id=office, received_on=None).order_by("registered_at")
        by_date = rows.values_list("reference", flat=True)
        assert list(by_date) == sorted(by_date)
    for row in Deposit.objects.all():
        moments = [moment for moment in (row.registered_at, row.opened_at, row.decided_at, NOW) if moment]
        assert moments == sorted(moments), row.reference


def test_the_first_letter_carries_circular_253_and_two_pieces(demo):
    first = Deposit.objects.get(reference="MEN-2026-000001")
    assert "الحامل الإلكتروني" in first.body
    assert first.pieces.count() == 2


def test_what_was_done_is_in_the_journal_and_it_holds(demo):
    report = journal.verify()
    assert report.entries > 500
    assert report.intact, report.faults


def test_a_clerk_sees_the_letters_of_her_office_only(demo):
    clerk = organisations.actor_for(user("g.lamrani@men.example").pk, NOW)
    assert set(Deposit.objects.visible_to(clerk).values_list("office__code", flat=True)) == {"AREF-FM"}


def test_the_director_of_an_academy_sees_the_letters_of_its_directorates(demo):
    director = organisations.actor_for(user("m.elmrini@men.example").pk, NOW)
    assert set(Deposit.objects.visible_to(director).values_list("office__code", flat=True)) == {"AREF-FM", "DP-FES"}


def test_a_second_load_does_nothing_and_takes_no_time(demo, django_assert_num_queries):
    started = time.perf_counter()
    with django_assert_num_queries(1):
        assert not loading.load(now=NOW + timedelta(days=1), say=quiet)
    assert time.perf_counter() - started < 0.3


def test_the_note_says_who_can_sign_in(demo):
    loading.tell_who_can_sign_in()
    note = json.loads((settings.DIWAN_HOME / "run" / "who-can-sign-in.json").read_text())
    assert 8 <= len(note["people"]) <= 14
    for row in note["people"]:
        assert user(row["email"]).check_password(note["password"])


def test_nobody_is_invited_by_mail_to_choose_a_password(demo):
    assert all(person.has_usable_password() for person in get_user_model().objects.all())


def user(email: str):
    return get_user_model().objects.get(email=email)


def test_it_knows_one_instance_it_trusts_and_one_to_be_compared(demo):
    from diwan.correspondence.exchange import api as exchange

    assert list(exchange.Instance.objects.order_by("state").values_list("state", flat=True)) == ["proposed", "trusted"]
    assert all(row.fingerprint and row.seen_at for row in exchange.Instance.objects.all())
    found = [body.code for body in exchange.bodies("جماعة فاس", NOW)]
    assert found == ["courrier.collectivites.example/C-FES"]
