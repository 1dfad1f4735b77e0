"""Numbers without gaps or doubles, whatever happens around them."""

from __future__ import annotations

import hashlib
import random
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from diwan.core.journal import api as journal
from diwan.core.organisations.api import ANONYMOUS, Actor, Reach
from diwan.engines.registers import api as registers
from diwan.engines.registers.models import Book, RegisterEntry
from diwan.kit.refusals import NotAllowed
from diwan.kit.transactions import acknowledged

NOW = datetime(2026, 11, 18, 10, 2, 3, tzinfo=UTC)
MINISTRY = registers.OfficeRef(id=1, code="MEN", zone=ZoneInfo("Africa/Casablanca"))
KUWAIT = registers.OfficeRef(id=2, code="MOE", zone=ZoneInfo("Asia/Kuwait"))

MIDNIGHT = datetime(2027, 1, 1, tzinfo=MINISTRY.zone)


def keeper(*, path: str = "/", right: str = registers.CORRECT) -> Actor:
    """Somebody who may annul and rectify below that path."""
    return Actor(person_id=7, name="كاتب الضبط", grants=(Reach(right=right, path=path),))


def register(subject_id: int = 1, *, office=MINISTRY, at=NOW, kind="incoming") -> registers.Registration:
    return registers.register(
        office=office,
        kind=kind,
        at=at,
        subject_kind="deposit",
        subject_id=subject_id,
        content_digest=hashlib.sha256(str(subject_id).encode()).digest(),
        actor=keeper(),
    )


def healthy() -> None:
    assert registers.irregularities() == []
    assert journal.verify().faults == ()


def test_the_first_number_of_a_book_is_one_and_the_next_two(db):
    first, second = register(11), register(12)
    assert (first.reference, second.reference) == ("MEN-2026-000001", "MEN-2026-000002")
    assert (first.year, first.registered_at, first.chain) == (2026, NOW, "register:1:incoming:2026")
    entry = registers.by_reference(" men-2026-000002 ")
    assert entry.pk == second.entry_id
    assert (entry.subject_id, entry.position, entry.reference) == (12, 2, second.reference)
    journal.checkpoint(now=NOW)
    assert journal.proof(second.chain, second.position)["entry"]["leaf"] == second.leaf.hex()
    healthy()


def test_each_office_and_kind_counts_for_itself(db):
    references = [register().reference, register(kind="outgoing").reference, register(kind="internal").reference]
    assert references == ["MEN-2026-000001", "MEN-D-2026-000001", "MEN-I-2026-000001"]
    assert register(office=KUWAIT).reference == "MOE-2026-000001"
    healthy()


def test_a_number_costs_one_query(db, django_assert_num_queries):
    register()
    with django_assert_num_queries(1):
        register()


@pytest.mark.parametrize("text", ["", "MEN", "MEN-2026-", "MEN-2026-٠٠٠٠٠١", "MEN-2026-2", "MEN-2026-99999999999999"])
def test_what_is_not_a_reference_names_nothing(db, text):
    register()
    assert registers.by_reference(text) is None


def test_years_turn_by_the_clock_of_the_office(db):
    """Half an hour into 2027 in Kuwait, it is still 2026 in Morocco."""
    late = datetime(2027, 1, 1, 0, 30, tzinfo=KUWAIT.zone)
    assert register(office=KUWAIT, at=late).reference == "MOE-2027-000001"
    assert register(at=late).reference == "MEN-2026-000001"
    assert register(at=MIDNIGHT).reference == "MEN-2027-000001"
    healthy()


def test_a_request_of_the_old_year_that_ends_in_the_new_one_keeps_its_year(db):
    register(at=MIDNIGHT - timedelta(hours=3))
    register(at=MIDNIGHT + timedelta(seconds=1))
    assert register(at=MIDNIGHT - timedelta(seconds=1)).reference == "MEN-2026-000002"
    with pytest.raises(registers.ClockWentBack), transaction.atomic():
        register(at=MIDNIGHT - timedelta(seconds=62))
    healthy()


def test_a_clock_that_goes_back_is_refused_and_takes_no_number(db):
    register()
    with pytest.raises(registers.ClockWentBack), transaction.atomic():
        register(at=NOW - timedelta(seconds=61))
    with pytest.raises(registers.ClockWentBack), transaction.atomic():
        register(at=NOW - timedelta(days=365))  # not even into a book that was never opened
    assert register(at=NOW - timedelta(seconds=60)).number == 2
    healthy()


def test_a_rollback_gives_the_number_back(db):
    register()
    with transaction.atomic():
        assert register().number == 2
        transaction.set_rollback(True)
    assert register().number == 2
    healthy()


def test_an_annulled_entry_keeps_its_number_and_its_line(db):
    number = register()
    entry = registers.annul(entry_id=number.entry_id, reason="سجل مرتين", actor=keeper(), now=NOW)
    assert (entry.state, entry.number) == ("annulled", 1)
    acts = journal.history("deposit:1")
    assert [act["kind"] for act in acts] == ["register.numbered", "register.annulled"]
    assert acts[1]["facts"] == {"digest": acts[0]["facts"]["digest"], "number": 1, "reason": "سجل مرتين"}
    with pytest.raises(registers.NothingToCorrect):
        registers.annul(entry_id=entry.pk, reason="again", actor=keeper(), now=NOW)
    with pytest.raises(registers.NothingToCorrect):
        registers.rectify(entry_id=entry.pk, content_digest=bytes(32), reason="late", actor=keeper(), now=NOW)
    assert register().number == 2
    healthy()


def test_a_rectification_shows_the_new_content_and_keeps_the_old(db):
    number = register()
    old = bytes(RegisterEntry.objects.get().content_digest)
    entry = registers.rectify(
        entry_id=number.entry_id, content_digest=bytes(32), reason="wrong page", actor=keeper(), now=NOW
    )
    assert (entry.state, bytes(entry.content_digest)) == ("rectified", bytes(32))
    assert journal.history("deposit:1")[0]["facts"]["digest"] == old.hex()
    healthy()


def test_without_the_right_over_that_office_nothing_is_corrected(db):
    number = register()
    for stranger in (ANONYMOUS, keeper(right="letters.read"), keeper(path="/999/")):
        with pytest.raises(NotAllowed):
            registers.annul(entry_id=number.entry_id, reason="", actor=stranger, now=NOW)
        with pytest.raises(NotAllowed):
            registers.rectify(entry_id=number.entry_id, content_digest=bytes(32), reason="", actor=stranger, now=NOW)
    assert RegisterEntry.objects.get().state == "current"


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM registers_registerentry WHERE number = 2",
        "UPDATE registers_registerentry SET number = 9, position = 9, vouched_at = 9 WHERE number = 3",
        "UPDATE registers_registerentry SET registered_at = registered_at - interval '1 day' WHERE number = 1",
        "UPDATE registers_registerentry SET subject_id = 99 WHERE number = 1",
        "UPDATE registers_registerentry SET content_digest = decode(repeat('00', 32), 'hex') WHERE number = 1",
        "UPDATE registers_book SET last_number = 4",
    ],
)
def test_a_register_that_does_not_agree_with_the_journal_is_found(db, damage):
    for n in range(3):
        register(n)
    healthy()
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert registers.irregularities()


@pytest.mark.parametrize("books", [1, 20])
def test_many_at_once_with_rollbacks_and_the_turn_of_the_year(transactional_db, books):
    """Eight writers, one attempt in five rolled back, the year turning under them: no gap, no double."""
    failures: list[BaseException] = []
    given: list[str] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for n in range(40):
                office_id = 1 + chance.randrange(books)
                office = registers.OfficeRef(office_id, f"OFFICE{office_id}", MINISTRY.zone)
                with acknowledged():
                    number = register(seed * 1000 + n, office=office, at=MIDNIGHT + timedelta(seconds=n - 20))
                    if chance.random() < 0.2:
                        transaction.set_rollback(True)
                        continue
                given.append(number.reference)
        except BaseException as error:  # raised below, in the thread of the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(given)) == len(given) == RegisterEntry.objects.count()
    assert Book.objects.values("year").distinct().count() == 2
    healthy()
