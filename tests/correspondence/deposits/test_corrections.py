"""A registration is rectified or annulled in the open: what stood before stays, a new receipt says what replaced it."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from diwan.core.files import api as files
from diwan.core.notifications.models import Notification
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Correction
from diwan.correspondence.deposits.operations.annulling import TooLateToAnnul
from diwan.correspondence.deposits.operations.rectifying import (
    CorrectionReasonMissing,
    NothingChanges,
    RegistrationAnnulled,
    TooLateToMove,
)
from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed
from tests.helpers.jobs import run_jobs

from .conftest import NOW, a_procedure, hand_in, keep_registers
from .test_receipts import verdict, words

WHY = "خطأ في كتابة الاسم"


@pytest.fixture
def keeper(education):
    keep_registers(education)
    return education


def rectified(counter, row, why: str = WHY, **changes) -> deposits.Deposited:
    row.refresh_from_db()
    asked = dataclasses.replace(deposits.registered(row), **changes)
    return deposits.rectify(actor=counter.actor, deposit_id=row.pk, changes=asked, reason=why, now=NOW)


def versions(row) -> list[bytes]:
    found = []
    for receipt in row.receipts.order_by("version"):
        with files.open_file(receipt.file_id) as stored:
            found.append(stored.read())
    return found


def test_the_first_receipt_stays_and_the_second_says_what_it_replaces(keeper):
    row = hand_in(keeper, language="fr").deposit
    run_jobs()
    rectified(keeper, row, applicant_name="فاطمة العلوي", subject="طلب نسخة من القرار")
    run_jobs()
    first, second = versions(row)
    for pdf in (first, second):
        verdict_, says = verdict(pdf)
        assert (verdict_, says["register_number"]) == ("genuine", 1)
    assert "الزهراء" in words(first)
    assert "الزهراء" not in words(second)
    assert "Remplace la version 1" in words(second)
    assert WHY in words(second)
    assert registers.irregularities() == []


def test_the_content_that_stood_before_is_kept_and_the_journal_vouches_for_both(keeper):
    row = hand_in(keeper).deposit
    old = row.content
    row = rectified(keeper, row, applicant_name="فاطمة العلوي")
    kept = Correction.objects.get()
    assert (kept.content, kept.number, kept.by_id) == (old, 1, keeper.clerk.pk)
    assert kept.changes == [{"field": "applicant_name", "old": "فاطمة الزهراء العلوي", "new": "فاطمة العلوي"}]
    assert json.loads(row.content)["replaces"] == hashlib.sha256(old.encode()).hexdigest()
    told = registers.history(row.entry)
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in (old, row.content)]
    assert [act["facts"]["digest"] for act in told] == digests
    assert deposits.by_reference(row.reference).applicant_name == "فاطمة العلوي"


def test_a_letter_rectified_before_its_receipt_gets_one_receipt_only(keeper):
    row = hand_in(keeper, language="fr").deposit
    rectified(keeper, row, subject="طلب آخر")
    run_jobs()
    receipt = row.receipts.get()
    assert receipt.version == 2
    assert "avant la délivrance de tout récépissé" in words(versions(row)[0])


def test_rectified_twice(keeper):
    row = hand_in(keeper, language="fr").deposit
    run_jobs()
    for name in ("الأولى", "الثانية"):
        rectified(keeper, row, applicant_name=name)
        run_jobs()
    assert [r.version for r in row.receipts.order_by("version")] == [1, 2, 3]
    assert "Remplace la version 2" in words(versions(row)[2])
    assert registers.irregularities() == []


def test_another_procedure_brings_its_own_time(keeper):
    row = hand_in(keeper).deposit
    assert row.due_on is None
    row = rectified(keeper, row, procedure=a_procedure(days=30))
    assert (row.clock_started_on, (row.due_on - row.clock_started_on).days >= 30) == (NOW.date(), True)
    row = rectified(keeper, row, procedure=None)
    assert (row.clock_started_on, row.due_on) == (None, None)


def test_what_is_refused(keeper, finance):
    row = hand_in(keeper).deposit
    with pytest.raises(NothingChanges):
        rectified(keeper, row)
    with pytest.raises(CorrectionReasonMissing):
        rectified(keeper, row, why=" ", subject="آخر")
    for stranger in (finance, organisations.ANONYMOUS):
        actor = getattr(stranger, "actor", stranger)
        with pytest.raises(NotAllowed):
            deposits.annul(actor=actor, deposit_id=row.pk, reason=WHY, now=NOW)
    deposits.return_(actor=keeper.actor, deposit_id=row.pk, reason="ناقصة", now=NOW)
    with pytest.raises(TooLateToMove):
        rectified(keeper, row, procedure=a_procedure())
    with pytest.raises(TooLateToAnnul):
        deposits.annul(actor=keeper.actor, deposit_id=row.pk, reason=WHY, now=NOW)
    assert rectified(keeper, row, applicant_name="فاطمة العلوي").state == "returned"


def test_to_process_letters_is_not_to_keep_the_register(education):
    row = hand_in(education).deposit
    with pytest.raises(NotAllowed):
        deposits.annul(actor=education.actor, deposit_id=row.pk, reason=WHY, now=NOW)
    with pytest.raises(NotAllowed):
        rectified(education, row, subject="آخر")
    row.refresh_from_db()
    assert (row.state, Correction.objects.count()) == ("registered", 0)


@pytest.mark.parametrize("accepted", [False, True])
def test_an_annulment_leaves_the_line_and_tells_the_depositor(keeper, accepted):
    row = hand_in(keeper, language="fr").deposit
    if accepted:
        deposits.accept(actor=keeper.actor, deposit_id=row.pk, now=NOW)
    run_jobs()
    row = deposits.annul(actor=keeper.actor, deposit_id=row.pk, reason="سجلت مرتين", now=NOW)
    run_jobs()
    assert (row.state, row.entry.number) == ("annulled", 1)
    row.entry.refresh_from_db()
    assert row.entry.state == "annulled"
    notice = versions(row)[1]
    assert "Avis d’annulation" in words(notice)
    assert "سجلت مرتين" in words(notice)
    assert verdict(notice)[0] == "genuine"
    told = Notification.objects.filter(email="fatima@example.test").order_by("pk").values_list("kind", flat=True)
    assert list(told)[-1] == "deposit.annulled"
    with pytest.raises(RegistrationAnnulled):
        deposits.annul(actor=keeper.actor, deposit_id=row.pk, reason=WHY, now=NOW)
    with pytest.raises(RegistrationAnnulled):
        rectified(keeper, row, subject="آخر")
    assert hand_in(keeper).deposit.entry.number == 2
    assert registers.irregularities() == []


def test_a_stranger_is_told_which_version_replaced_theirs(keeper, client):
    row = hand_in(keeper).deposit
    run_jobs()
    rectified(keeper, row, subject="طلب آخر")
    run_jobs()
    first, second = (r.file.sha256 for r in row.receipts.order_by("version"))
    mine, last = deposits.by_sealed(first)
    assert (mine.version, last.version) == (1, 2)
    assert deposits.by_sealed(second)[1].version == 2
    assert deposits.by_sealed("0" * 64) is None
