"""The outside time-stamp authority is gone: a letter has its number at once, and its receipt as soon as it is back."""

from __future__ import annotations

import pytest

from tests.core import people
from tests.helpers import world
from tests.helpers.jobs import run_jobs, states


@pytest.mark.django_db
def test_the_receipt_waits_and_then_comes(settings, caplog):
    settings.DIWAN_TSA_URL = "http://127.0.0.1:9/tsa"  # nobody listens on the discard port
    office = world.office(people.root(people.administration("MEN")), "MEN")
    deposit = world.deposit(office).deposit
    assert deposit.reference
    run_jobs()
    assert deposit.receipts.count() == 0
    assert "todo" in states()  # it will be tried again, by itself
    settings.DIWAN_TSA_URL = ""
    run_jobs(ahead=True)
    assert deposit.receipts.count() == 1
