"""Letters on paper: registered by a clerk for whoever brought or sent them, from the day they arrived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.deposits.operations.counter import NotArrivedYet
from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed

from .conftest import NOW, a_procedure, at_the_counter, hand_in, keep_registers
from .test_receipts import sealed, words

YESTERDAY = NOW.date() - timedelta(days=1)


def test_it_says_who_received_it_and_its_time_runs_from_the_day_it_came(education):
    done = deposits.register_arrival(
        actor=education.actor,
        office_id=education.office_id,
        applicant=deposits.Applicant(name="محمد الصديقي"),
        letter=deposits.Letter(subject="طلب رخصة", language="fr", procedure=a_procedure(days=30)),
        arrival=deposits.Arrival(deposits.Channel.POST, YESTERDAY, kept_at="العلبة 12"),
        now=NOW,
    )
    row = done.deposit
    assert (row.channel, row.received_on, row.kept_at) == ("post", YESTERDAY, "العلبة 12")
    assert (row.received_by_id, row.depositor_id) == (education.clerk.pk, None)
    assert row.clock_started_on == YESTERDAY
    assert Deposit.objects.following(row.reference, done.code).exists()
    said = words(sealed(row))
    assert "Par la poste, arrivé le 17 novembre 2026, saisi par Asmae Bennani" in said


def test_an_office_without_online_deposits_still_registers_paper(education):
    from diwan.core.organisations.models import RegistryOffice

    RegistryOffice.objects.filter(pk=education.office_id).update(accepts_public=False)
    assert at_the_counter(education).deposit.entry.number == 1


def test_only_who_processes_the_mail_of_that_office_may_and_not_for_tomorrow(education, finance):
    with pytest.raises(NotAllowed):
        at_the_counter(deposits_of(education, finance))
    with pytest.raises(NotArrivedYet):
        at_the_counter(education, received_on=NOW.date() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        at_the_counter(education, channel=deposits.Channel.ONLINE)
    assert at_the_counter(education).deposit.entry.number == 1


def deposits_of(education, finance):
    """The clerk of finance at the counter of education."""
    return type(education)(education.office_id, education.code, finance.clerk)


def test_a_letter_of_the_outage_takes_the_number_stamped_on_it(education):
    keep_registers(education)
    block = registers.reserve(
        actor=education.actor, office_id=education.office_id, count=3, reason="انقطاع الكهرباء", now=NOW
    )
    assert hand_in(education).deposit.entry.number == 4
    line = registers.reserved_at([education.office_id])[1]
    row = at_the_counter(education, reserved=line.pk, at=NOW + timedelta(hours=4), received_on=NOW.date()).deposit
    assert (row.reference, row.registered_at) == ("MEN-2026-000002", NOW + timedelta(hours=4))
    with pytest.raises(registers.NotReserved):
        at_the_counter(education, reserved=line.pk)
    assert registers.release(actor=education.actor, reservation_id=block.pk, reason="عاد التيار", now=NOW) == 2
    assert registers.irregularities() == []
    assert sealed(row)  # provable from the entry that filled the line
