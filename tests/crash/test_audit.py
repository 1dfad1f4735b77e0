"""The audit sees what it looks for: a zero from one that is blind would prove nothing."""

from __future__ import annotations

import io

import pytest
from django.db import connection

from diwan.core.files import api as files
from diwan.correspondence.deposits.models import Deposit
from tests.core import people
from tests.core.people import NOW
from tests.helpers import world

from . import audit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path


@pytest.fixture
def deposit():
    office = world.office(people.root(people.administration("MEN")), "MEN")
    return world.deposit(office, subject="طلب 1", pieces=2).deposit


@pytest.fixture
def promise(deposit) -> dict:
    pieces = [piece.file.sha256 for piece in deposit.pieces.order_by("position")]
    return {"reference": deposit.reference, "subject": "طلب 1", "pieces": pieces, "number": 1}


def found(*promises: dict) -> dict[str, int]:
    return {name: n for name, n in audit.audit(list(promises)).items() if name != "deposits" and n}


def test_a_promise_kept_is_no_fault(promise):
    assert found(promise) == {}


@pytest.mark.parametrize(
    "change", [{"reference": "MEN-2026-000009"}, {"number": 2}, {"pieces": ["0" * 64]}, {"subject": "طلب 2"}]
)
def test_a_promise_broken_is_lost(promise, change):
    assert found(promise | change)["lost"] == 1


def test_a_content_changed_afterwards_is_lost(promise, deposit):
    Deposit.objects.filter(pk=deposit.pk).update(content=deposit.content + " ")
    assert found(promise)["lost"] == 1


def test_two_answers_to_one_letter_are_a_double(promise, deposit):
    world.deposit(deposit.office, subject="طلب 1")
    assert found(promise)["doubles"] == 1


def test_two_letters_under_one_reference_are_a_double(promise):
    assert found(promise, promise)["doubles"] == 1


def test_a_number_missing_is_a_gap(deposit):
    world.deposit(deposit.office, subject="طلب 2")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED; DELETE FROM registers_registerentry WHERE number = 1")
    assert found()["gaps"] >= 1
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM deposits_step; DELETE FROM deposits_piece; DELETE FROM deposits_deposit")


def test_files_nobody_keeps_and_bytes_without_rows_and_rows_without_bytes_are_orphans(deposit, tmp_path):
    assert audit.orphans() == 0
    files.store(io.BytesIO(world.PDF + b"%other"), name="other.pdf", now=NOW)
    (tmp_path / "files" / "drafts" / "left-behind").touch()
    kept = deposit.pieces.first().file.sha256
    (tmp_path / "files" / kept[:2] / kept[2:4] / kept).unlink()
    assert audit.orphans() == 3


def test_a_deposit_without_a_receipt_is_unsealed(deposit, tmp_path):
    from diwan.engines.signing import api as signing

    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "root.pem").write_bytes(signing.root_certificate_pem())
    assert audit.unsealed() == 1
