"""A deposit becomes a numbered letter; a clerk decides on it once (REG-1, REG-2)."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.deposits.operations.deciding import AlreadyDecided, ReasonMissing
from diwan.correspondence.deposits.operations.handing_in import OfficeClosed
from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed

from .conftest import NOW, hand_in, open_counter, piece


def told() -> int:
    """How many deposits were told to those who hear of them."""
    return ProcrastinateJob.objects.filter(task_name__contains="seal_receipt").count()


def test_a_deposit_has_its_number_and_legal_time_at_once(education):
    first, second = hand_in(education), hand_in(education)
    assert [d.deposit.reference for d in (first, second)] == ["MEN-2026-000001", "MEN-2026-000002"]
    assert first.deposit.registered_at == NOW
    assert registers.irregularities() == []


def test_each_office_counts_for_itself(education, finance):
    assert hand_in(education).deposit.reference == "MEN-2026-000001"
    assert hand_in(finance).deposit.reference == "MEF-2026-000001"


def test_the_journal_holds_digests_and_nothing_personal(education):
    done = hand_in(education, body="سر لا يعرفه أحد", pieces=[piece()])
    entry = done.deposit.entry
    journal.checkpoint(now=NOW)
    written = json.dumps(journal.proof(entry.book.chain, entry.position), ensure_ascii=False)
    assert "العلوي" not in written
    assert "سر" not in written
    assert "fatima" not in written


def test_two_equal_letters_have_different_digests(education):
    """The salt keeps a stranger from guessing a short letter from its digest."""
    first, second = hand_in(education).deposit, hand_in(education).deposit
    assert bytes(first.entry.content_digest) != bytes(second.entry.content_digest)


def test_the_code_opens_the_letter_however_it_is_typed_and_is_not_kept(education):
    done = hand_in(education)
    for typed in (done.code, done.code.lower(), done.code.replace("-", " "), done.code.replace("0", "O")):
        assert Deposit.objects.following(done.deposit.reference.lower(), typed).exists()
    assert not Deposit.objects.following(done.deposit.reference, "0000-0000-0000").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM deposits_deposit d")
        assert done.code not in str(cursor.fetchall())
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        assert done.code not in str(cursor.fetchall())


def test_pieces_are_claimed_and_keep_their_order(education):
    ids = [piece(name=f"{n}.pdf") for n in range(3)]
    done = hand_in(education, pieces=ids)
    assert [p.file_id for p in done.deposit.pieces.order_by("position")] == ids
    assert files.sweep(now=NOW + timedelta(days=30)) == 0


def test_a_closed_office_takes_nothing(education):
    system = organisations.SYSTEM
    organisations.close_registry_office(actor=system, office_id=education.office_id, on=NOW.date(), now=NOW)
    with pytest.raises(OfficeClosed):
        hand_in(education)
    with pytest.raises(OfficeClosed):
        deposits.deposit(
            actor=organisations.ANONYMOUS,
            office_id=10**9,
            applicant=deposits.Applicant(name="x"),
            letter=deposits.Letter(subject="x"),
            now=NOW,
        )


def test_a_swept_piece_refuses_the_letter_and_gives_the_number_back(education):
    with pytest.raises(files.FileGone):
        hand_in(education, pieces=[10**9])
    assert hand_in(education).deposit.reference == "MEN-2026-000001"
    assert told() == 1  # the refused one told nobody


def test_a_clerk_accepts_and_the_depositor_sees_it(education):
    row = hand_in(education).deposit
    deposits.open_(actor=education.actor, deposit_id=row.pk, now=NOW)
    deposits.open_(actor=education.actor, deposit_id=row.pk, now=NOW + timedelta(hours=1))
    row = deposits.accept(actor=education.actor, deposit_id=row.pk, now=NOW)
    assert row.state == deposits.State.ACCEPTED
    assert list(row.steps.order_by("pk").values_list("kind", flat=True)) == ["registered", "opened", "accepted"]
    assert row.decided_by_id == education.clerk.pk
    assert journal.verify().faults == ()


def test_a_return_has_a_reason(education):
    row = hand_in(education).deposit
    with pytest.raises(ReasonMissing):
        deposits.return_(actor=education.actor, deposit_id=row.pk, reason="  ", now=NOW)
    row = deposits.return_(actor=education.actor, deposit_id=row.pk, reason="تنقصها وثيقة", now=NOW)
    assert (row.state, row.reason) == (deposits.State.RETURNED, "تنقصها وثيقة")


@pytest.mark.parametrize("first", ["accept", "return_"])
@pytest.mark.parametrize("then", ["accept", "return_"])
def test_a_letter_is_decided_once(education, first, then):
    row = hand_in(education).deposit
    acts = {
        "accept": lambda: deposits.accept(actor=education.actor, deposit_id=row.pk, now=NOW),
        "return_": lambda: deposits.return_(actor=education.actor, deposit_id=row.pk, reason="لا", now=NOW),
    }
    acts[first]()
    with pytest.raises(AlreadyDecided):
        acts[then]()


def test_only_its_own_registry_office_decides(education, finance):
    row = hand_in(education).deposit
    for actor in (finance.actor, organisations.ANONYMOUS):
        with pytest.raises(NotAllowed):
            deposits.accept(actor=actor, deposit_id=row.pk, now=NOW)
        assert not Deposit.objects.visible_to(actor).exists()
    assert Deposit.objects.visible_to(education.actor).count() == 1


def test_a_late_clerk_is_told_when_by_the_clock_of_the_office(education):
    row = hand_in(education).deposit
    deposits.accept(actor=education.actor, deposit_id=row.pk, now=datetime(2026, 2, 2, 23, 30, tzinfo=UTC))
    with pytest.raises(AlreadyDecided) as refused:
        deposits.accept(actor=education.actor, deposit_id=row.pk, now=NOW)
    assert "2026-02-03 00:30" in str(refused.value)  # Morocco stood at UTC+1 then


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_decides():
    counter = open_counter("MEN", "MA", "وزارة التربية الوطنية")
    row, outcomes = hand_in(counter).deposit, []
    barrier = threading.Barrier(2)

    def decide(act):
        try:
            barrier.wait(5)
            outcomes.append(act().state)
        except AlreadyDecided:
            outcomes.append("refused")
        finally:
            connection.close()

    actor = counter.actor
    acts = (
        lambda: deposits.accept(actor=actor, deposit_id=row.pk, now=NOW),
        lambda: deposits.return_(actor=actor, deposit_id=row.pk, reason="لا", now=NOW),
    )
    threads = [threading.Thread(target=decide, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("refused") == 1
    row.refresh_from_db()
    assert row.state in outcomes


@pytest.mark.django_db(transaction=True)
def test_many_depositors_at_once_leave_no_gap():
    counter, references, lock = open_counter("MEN", "MA", "وزارة التربية الوطنية"), [], threading.Lock()

    def write():
        try:
            for n in range(5):
                done = hand_in(counter, at=NOW + timedelta(milliseconds=n))
                with lock:
                    references.append(done.deposit.reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(references) == [f"MEN-2026-{n:06d}" for n in range(1, 41)]
    assert registers.irregularities() == []
    assert journal.verify().faults == ()
