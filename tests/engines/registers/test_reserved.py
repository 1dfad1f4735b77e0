"""Numbers given in advance leave no gap; a closed book gives none (B: reserved numbers)."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.core.organisations.models import RegistryOffice
from diwan.engines.registers import api as registers
from diwan.engines.registers import queries
from diwan.engines.registers.models import Book, RegisterEntry, Reservation
from diwan.kit.refusals import NotAllowed

from .test_register import KUWAIT, MINISTRY, NOW, healthy, keeper, register


def reserve(count: int = 3, *, actor=None, at=NOW, office_id: int = 1) -> Reservation:
    return registers.reserve(actor=actor or keeper(), office_id=office_id, count=count, reason="انقطاع الشبكة", now=at)


def fill(entry: RegisterEntry, subject_id: int = 50, *, at=NOW, office_id: int = 1) -> registers.Registration:
    with transaction.atomic():
        return registers.fill(
            entry_id=entry.pk,
            office_id=office_id,
            subject_kind="deposit",
            subject_id=subject_id,
            content_digest=subject_id.to_bytes(32, "big"),
            actor=keeper(),
            now=at,
        )


@pytest.fixture(autouse=True)
def _codes(db):
    RegistryOffice.objects.filter(pk=1).update(code="MEN")


def waiting() -> list[int]:
    return [entry.number for entry in registers.reserved_at([1])]


def test_reserved_numbers_are_lines_of_the_register_and_the_next_letter_follows_them(db):
    register(1)
    block = reserve(3)
    assert (block.first_number, block.last_number, waiting()) == (2, 4, [2, 3, 4])
    assert register(2).number == 5
    healthy()


def test_a_letter_takes_a_reserved_number_and_both_moments_are_in_the_journal(db):
    block = reserve(2)
    first, second = registers.reserved_at([1])
    later = NOW + timedelta(hours=5)
    given = fill(second, at=later)
    assert (given.reference, given.number, given.registered_at) == ("MEN-2026-000002", 2, later)
    told = registers.history(RegisterEntry.objects.get(number=2))
    assert [(act["kind"], act["subject"]) for act in told] == [
        ("register.numbered", f"reserved:{block.pk}"),
        ("register.filled", "deposit:50"),
    ]
    assert waiting() == [1]
    healthy()
    with pytest.raises(registers.NotReserved):
        fill(second, 51)
    with pytest.raises(registers.NotReserved):
        fill(first, 52, office_id=2)


def test_what_is_left_is_released_with_a_reason(db):
    block = reserve(3)
    fill(registers.reserved_at([1])[1])
    assert registers.release(actor=keeper(), reservation_id=block.pk, reason="عاد النظام", now=NOW) == 2
    assert waiting() == []
    assert [e.state for e in RegisterEntry.objects.order_by("number")] == ["annulled", "current", "annulled"]
    with pytest.raises(registers.NotReserved):
        fill(RegisterEntry.objects.get(number=1))
    healthy()


def test_who_may_and_how_many(db):
    for stranger in (keeper(right="letters.read"), keeper(path="/999/")):
        with pytest.raises(NotAllowed):
            reserve(actor=stranger)
    for count in (0, -1, 201):
        with pytest.raises(registers.TooManyNumbers):
            reserve(count)
    block = reserve()
    with pytest.raises(NotAllowed):
        registers.release(actor=keeper(path="/999/"), reservation_id=block.pk, reason="لا", now=NOW)
    assert Reservation.objects.count() == 1


def test_a_year_that_is_over_is_closed_once_nothing_waits(db):
    block, book = reserve(2), Book.objects.get()
    next_year = NOW + timedelta(days=60)
    with pytest.raises(registers.YearNotOver):
        registers.close(actor=keeper(), book_id=book.pk, now=NOW)
    with pytest.raises(registers.NumbersLeft):
        registers.close(actor=keeper(), book_id=book.pk, now=next_year)
    registers.release(actor=keeper(), reservation_id=block.pk, reason="لم تستعمل", now=next_year)
    with pytest.raises(NotAllowed):
        registers.close(actor=keeper(path="/999/"), book_id=book.pk, now=next_year)
    registers.close(actor=keeper(), book_id=book.pk, now=next_year)
    with pytest.raises(registers.AlreadyClosed):
        registers.close(actor=keeper(), book_id=book.pk, now=next_year)
    with pytest.raises(registers.BookClosed), transaction.atomic():
        register(9, at=NOW + timedelta(days=1))
    assert register(9, at=next_year).reference == "MEN-2027-000001"
    assert register(office=KUWAIT).number == 1
    healthy()


def test_lines_of_a_closed_book_are_still_corrected(db):
    line = register(1)
    next_year = NOW + timedelta(days=60)
    registers.close(actor=keeper(), book_id=line.book_id, now=next_year)
    registers.annul(entry_id=line.entry_id, reason="سجل مرتين", actor=keeper(), now=next_year)
    healthy()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE registers_registerentry SET subject_kind = 'deposit', subject_id = 9 WHERE number = 1",
        "UPDATE registers_registerentry SET vouched_at = position WHERE number = 2",
        "UPDATE registers_registerentry SET state = 'current' WHERE number = 3",
        "UPDATE registers_registerentry SET state = 'annulled' WHERE number = 1",
        "UPDATE registers_registerentry SET vouched_at = position, state = 'current' WHERE number = 3",
        "UPDATE registers_registerentry SET content_digest = decode(repeat('00', 32), 'hex') WHERE number = 2",
    ],
)
def test_a_line_that_hides_what_was_done_to_it_is_found(db, damage):
    reserve(2)
    fill(registers.reserved_at([1])[1])
    registers.annul(entry_id=register(7).entry_id, reason="سهو", actor=keeper(), now=NOW)
    healthy()
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert registers.irregularities()


ACTS = st.lists(st.sampled_from(["register", "reserve", "fill", "release", "annul", "rectify"]), max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, seed=st.integers(0, 999))
def test_whatever_is_done_in_whatever_order_leaves_no_gap(db, acts, seed):
    chance, subject = random.Random(seed), 1000
    for number, act in enumerate(acts):
        at, subject = NOW + timedelta(seconds=number), subject + 1
        lines = list(RegisterEntry.objects.filter(book__office=1).exclude(state="annulled").order_by("number"))
        reserved = [line for line in lines if line.subject_kind == "reserved" and line.state == "current"]
        if act == "reserve":
            reserve(chance.randint(1, 4), at=at)
        elif act == "fill" and reserved:
            fill(chance.choice(reserved), subject, at=at)
        elif act == "release" and reserved:
            registers.release(actor=keeper(), reservation_id=reserved[0].subject_id, reason="لم تستعمل", now=at)
        elif act == "annul" and lines:
            registers.annul(entry_id=chance.choice(lines).pk, reason="سهو", actor=keeper(), now=at)
        elif act == "rectify" and lines:
            digest = subject.to_bytes(32, "big")
            registers.rectify(
                entry_id=chance.choice(lines).pk, content_digest=digest, reason="سهو", actor=keeper(), now=at
            )
        else:
            register(subject, at=at)
    healthy()
    for book in Book.objects.all():
        assert sum(left for _reservation, left in queries.reservations_of(book)) == queries.reserved_in(book).count()


def test_reserving_filling_and_registering_at_once(transactional_db):
    """Three register, one reserves, two fill the same numbers: no gap, no double, no number filled twice."""
    RegistryOffice.objects.filter(pk=1).update(code="MEN")
    failures: list[BaseException] = []
    filled: list[int] = []

    def registering(seed: int) -> None:
        for n in range(20):
            register(seed * 100 + n, at=NOW + timedelta(seconds=n))

    def reserving(seed: int) -> None:
        for n in range(5):
            reserve(4, at=NOW + timedelta(seconds=n * 4))

    def filling(seed: int) -> None:
        for n in range(60):
            if entry := next(iter(registers.reserved_at([1])), None):
                try:
                    filled.append(fill(entry, seed * 1000 + n).number)
                except registers.NotReserved:
                    continue

    def run(work, seed: int) -> None:
        try:
            work(seed)
        except BaseException as error:  # raised below, in the thread of the test
            failures.append(error)
        finally:
            connection.close()

    works = [registering, registering, registering, reserving, filling, filling]
    threads = [threading.Thread(target=run, args=[work, seed]) for seed, work in enumerate(works, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert RegisterEntry.objects.count() == 80
    assert len(filled) == len(set(filled))
    assert MINISTRY.id == 1
    healthy()
