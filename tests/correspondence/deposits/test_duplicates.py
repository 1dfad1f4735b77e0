"""One letter that came twice: seen, said, taken back."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.deposits.operations import duplicates
from diwan.correspondence.deposits.queries.duplicates import perhaps_same, sent_just_before
from diwan.kit.refusals import NotAllowed

from .conftest import NOW, hand_in, open_counter


def mark(counter, one, other):
    return duplicates.mark_duplicate(actor=counter.actor, deposit_id=one.pk, of=other.pk, now=NOW)


def three(counter):
    return [hand_in(counter, subject=f"طلب {n}").deposit for n in range(3)]


class TestRecognising:
    def test_the_same_words_and_nearly_the_same_subject(self, education):
        first = hand_in(education, subject="طلب شهادة العمل").deposit
        near = hand_in(education, subject="طلب شهادة عمل", body="نص").deposit
        same = hand_in(education, subject="طلب شهادة العمل", at=NOW + timedelta(minutes=3)).deposit
        hand_in(education, subject="شكاية بخصوص النقل", at=NOW + timedelta(minutes=4))
        late = hand_in(education, subject="طلب شهادة العمل!", at=NOW + timedelta(days=60)).deposit
        found = perhaps_same(education.actor, first)
        assert [(one.deposit.pk, one.identical) for one in found] == [(same.pk, True), (near.pk, False)]
        assert late.pk not in {one.deposit.pk for one in found}

    def test_another_administration_is_never_shown(self, education, finance):
        first = hand_in(education).deposit
        hand_in(finance)
        assert perhaps_same(education.actor, first) == []

    def test_the_depositor_is_told_at_once(self, client, education):
        first = hand_in(education)
        assert sent_just_before(first.deposit) is None
        again = hand_in(education, at=NOW + timedelta(minutes=4))
        assert sent_just_before(again.deposit) == first.deposit
        page = client.get(reverse("deposits:followed", args=[again.deposit.reference, again.code])).content.decode()
        assert f"<bdi>{first.deposit.reference}</bdi>" in page
        stranger = deposits.deposit(
            actor=organisations.ANONYMOUS,
            office_id=education.office_id,
            applicant=deposits.Applicant(name="فاطمة الزهراء العلوي"),
            letter=deposits.Letter(subject="طلب شهادة العمل"),
            now=NOW + timedelta(minutes=5),
        )
        assert sent_just_before(stranger.deposit) is None  # the same words prove nothing about who sent them


class TestMarking:
    def test_is_written_and_can_be_taken_back(self, education):
        one, other, _ = three(education)
        assert mark(education, other, one).duplicate_of == one
        assert mark(education, other, one).duplicate_of == one  # twice is once
        duplicates.unmark_duplicate(actor=education.actor, deposit_id=other.pk, now=NOW)
        with pytest.raises(duplicates.NoDuplicate):
            duplicates.unmark_duplicate(actor=education.actor, deposit_id=other.pk, now=NOW)
        kinds = [entry["kind"] for entry in journal.history(f"deposit:{other.pk}")]
        assert sorted(kinds)[:2] == ["deposit.duplicate", "deposit.not_duplicate"]

    def test_makes_neither_chain_nor_loop(self, education):
        one, two, three_ = three(education)
        mark(education, two, one)
        mark(education, three_, two)
        three_.refresh_from_db()
        assert three_.duplicate_of == one
        with pytest.raises(duplicates.SameLetter):
            mark(education, one, three_)  # whose first letter is itself
        four = hand_in(education, subject="رابع").deposit
        mark(education, one, four)
        assert set(Deposit.objects.filter(duplicate_of=four)) == {one, two, three_}

    def test_needs_both_letters_in_sight(self, education, finance):
        mine, theirs = hand_in(education).deposit, hand_in(finance).deposit
        with pytest.raises(duplicates.NotThere):
            mark(education, mine, theirs)
        with pytest.raises(NotAllowed):
            mark(education, theirs, mine)

    def test_the_reason_to_return_it_is_ready(self, client, education):
        one, other, _ = three(education)
        mark(education, other, one)
        client.force_login(education.clerk)
        assert one.reference in client.get(reverse("deposits:reading", args=[other.pk])).content.decode()
        assert one.reference in client.get(reverse("deposits:compare", args=[other.pk, one.pk])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_mark_each_others_letter_make_no_loop():
    counter = open_counter("MEN", "MA", "وزارة التربية الوطنية")
    one, two, _ = three(counter)
    ready = threading.Barrier(2)

    def clerk(a, b):
        actor = counter.actor
        ready.wait()
        try:
            duplicates.mark_duplicate(actor=actor, deposit_id=a.pk, of=b.pk, now=NOW)
        except duplicates.SameLetter:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Deposit.objects.filter(duplicate_of__isnull=False).count() == 1
