"""The audit sees what it looks for: a zero from one that is blind would prove nothing."""

from __future__ import annotations

import io

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from diwan.core.files import api as files
from diwan.core.organisations.api import ANONYMOUS
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Correction, Deposit
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
    done = world.deposit(office, subject="طلب 1", pieces=2)
    done.deposit.code = done.code
    return done.deposit


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


def test_an_act_confirmed_and_not_there_is_undone_and_one_there_twice_is_done_twice(deposit):
    mark = "3f0c7c1e-0000-4000-8000-000000000001"
    told = {"deposit_id": deposit.pk, "step": "", "kept": "message", "mark": mark}
    assert audit.confirmed([told]) == {"undone": 1, "done_twice": 0}
    for times in (0, 1):
        deposits.write(actor=ANONYMOUS, deposit_id=deposit.pk, text=mark, code=deposit.code, now=NOW)
        assert audit.confirmed([told]) == {"undone": 0, "done_twice": times}
    assert audit.confirmed([{**told, "kept": "", "step": "opened"}])["undone"] == 1


def test_a_mail_about_a_letter_that_is_not_there_is_found(deposit, tmp_path):
    Deposit.objects.filter(pk=deposit.pk).update(email="k@storm.example")
    (tmp_path / "mail").mkdir()
    for name, reference in (("a", deposit.reference), ("b", "MEN-2026-000009")):
        mail = EmailMessage(f"رسالتكم {reference}", f"سجلت {reference}", "diwan@tests.example", ["k@storm.example"])
        (tmp_path / "mail" / name).write_bytes(mail.message().as_bytes() + b"\n" + b"-" * 79 + b"\n")
        assert audit.mails_of_nothing() == (name == "b")


def test_a_receipt_that_was_not_replaced_is_a_fault(deposit):
    deposit.receipts.create(version=1, file_id=deposit.pieces.first().file_id, issued_at=NOW)
    assert not audit.missing_proofs(deposit)
    Correction.objects.create(deposit=deposit, kind="rectified", number=1, content="{}", reason="r", at=NOW)
    assert audit.missing_proofs(Deposit.objects.get())
    Deposit.objects.filter(pk=deposit.pk).update(state="silent", decided_at=NOW, closed_at=NOW)
    deposit.receipts.create(version=2, file_id=deposit.pieces.first().file_id, issued_at=NOW)
    assert audit.missing_proofs(Deposit.objects.get())  # the certificate
