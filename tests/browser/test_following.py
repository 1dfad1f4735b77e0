"""A letter's later life, seen from both sides: a clerk at a desk in Arabic, a depositor on a telephone in French."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Deposit
from diwan.engines.registers import api as registers
from tests.correspondence.deposits.conftest import NOW, PDF, open_counter, piece
from tests.correspondence.deposits.test_following import a_procedure
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs

from .conftest import opened


@pytest.fixture
def counters(transactional_db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return open_counter("MEN", "MA", "وزارة التربية الوطنية"), open_counter("MEF", "MA", "وزارة الاقتصاد والمالية")


@pytest.fixture
def desk(browser, live_server, counters):
    for screen in opened(browser, live_server, "ar", 1440):
        screen.sign_in(counters[0].clerk)
        yield screen


@pytest.fixture
def phone(browser, live_server, counters):
    yield from opened(browser, live_server, "fr", 390)


def handed_in(counter):
    return deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=counter.office_id,
        applicant=deposits.Applicant(name="Amina Berrada", email="amina@example.test"),
        letter=deposits.Letter(
            subject="Demande d’attestation de travail",
            body="Je vous prie de bien vouloir m’établir une attestation de travail.",
            language="fr",
            procedure=a_procedure().pk,
            pieces=(piece(name="قرار-التعيين.pdf"),),
        ),
        now=NOW,
    )


def seen(screen, name):
    screenshot(screen.page, f"following-{name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def follow(phone, done):
    phone.open(f"/deposits/{done.deposit.reference}/{done.code}/")


def at_desk(desk, done, state="registered"):
    desk.open(f"/desk/deposits/{done.deposit.pk}/?state={state}")


def test_asked_completed_answered_and_read(desk, phone, counters):
    done = handed_in(counters[0])
    run_jobs()
    at_desk(desk, done)
    page = desk.page
    expect(page.locator(".read-side .checks .tag-late")).to_have_count(1)  # of two needed pieces one came
    seen(desk, "desk-completeness")
    page.locator("[popovertarget=request-dialog]").first.click()
    page.fill("#request-dialog [name=text]", "المرجو أن تكون النسخة مصادقا عليها.")
    assert_no_axe_violations(page)
    screenshot(page, "following-desk-request", full_page=False)
    page.locator("#request-dialog button[type=submit]").click()
    expect(page.locator(".legal-time .tag-soon")).to_be_visible()
    seen(desk, "desk-suspended")
    run_jobs()

    follow(phone, done)
    box = phone.page.locator(".asked")
    expect(box).to_be_visible()
    seen(phone, "phone-asked")
    phone.page.set_input_files(
        ".asked [name=pieces]", {"name": "carte-nationale.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    phone.page.locator("#complete-form button[type=submit]").last.click()
    expect(box).to_have_count(0, timeout=30_000)  # the form waits for its file
    expect(phone.page.locator(".said-here")).to_contain_text("carte-nationale.pdf")
    seen(phone, "phone-completed")

    desk.open("/desk/deposits/?state=registered")
    expect(page.locator(".row-item .tag-mine")).to_be_visible()  # something to read
    page.locator(".row-item").first.click()
    expect(page.locator(".said-there")).to_contain_text("carte-nationale.pdf")
    page.locator("form[action$='/accept/'] button").click()
    expect(page.locator("form[action$='/accept/']")).to_have_count(0)
    page.locator(".write-box summary").click()
    page.fill(".write-box [name=text]", "ملفكم قيد الإعداد.")
    page.locator(".write-box button[type=submit]").click()
    expect(page.locator(".said-here").last).to_contain_text("قيد الإعداد")
    page.keyboard.press("w")
    page.fill("#answer-dialog [name=text]", "تجدون رفقته شهادة العمل المطلوبة.")
    page.set_input_files(
        "#answer-dialog [name=pieces]", {"name": "شهادة.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    screenshot(page, "following-desk-answer", full_page=False)
    page.locator("#answer-dialog button[type=submit]").click()
    expect(page.locator(".legal-time .tag-ok")).to_be_visible()
    seen(desk, "desk-answered")

    follow(phone, done)
    expect(phone.page.locator("#conversation")).to_contain_text("قيد الإعداد")  # opened by the page itself
    expect(phone.page.locator("main")).not_to_contain_text("شهادة العمل المطلوبة")
    seen(phone, "phone-answer-closed")
    phone.page.locator("#answer button").click()
    expect(phone.page.locator("#answer")).to_contain_text("شهادة العمل المطلوبة")
    seen(phone, "phone-answer-open")

    at_desk(desk, done, "answered")
    assert Deposit.objects.get().steps.filter(kind="answer_read").count() == 1
    seen(desk, "desk-answer-read")
    assert journal.verify().faults == ()


def test_forwarded_with_a_proof_that_a_stranger_verifies(desk, phone, counters):
    done = handed_in(counters[0])
    run_jobs()
    at_desk(desk, done)
    page = desk.page
    page.keyboard.press("t")
    page.wait_for_url(re.compile("/forward/"))
    page.fill("main [name=q]", "Registry nothing")
    expect(page.locator(".office")).to_have_count(0)
    page.fill("main [name=q]", "الماليه")  # as people type it
    expect(page.locator(".office")).to_have_count(1)
    page.locator(".office input").check()
    page.fill("[name=reason]", "الطلب من اختصاص وزارة الاقتصاد والمالية.")
    seen(desk, "desk-forward")
    page.locator("form[method=post] button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/desk/deposits/\d+/$"))
    seen(desk, "desk-forwarded")

    follow(phone, done)
    new = Deposit.objects.get(forwarded_from=done.deposit)
    expect(phone.page.locator("main")).to_contain_text(new.reference)
    run_jobs()
    proof = phone.page.locator(".proofs a[href$='-forwarding.pdf']")
    expect(proof).to_be_visible()  # by itself
    seen(phone, "phone-forwarded")
    with phone.page.expect_download() as download:
        proof.click()
    content = download.value.path().read_bytes()
    phone.page.goto(f"{phone.base}/verify/")
    phone.page.set_input_files(
        "input[type=file]", {"name": "preuve.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    phone.page.locator("main form[method=post] button[type=submit]").click()
    expect(phone.page.locator(".opinion .proof-ok").first).to_be_visible()
    expect(phone.page.locator(".opinion .proof-bad")).to_have_count(0)
    seen(phone, "phone-verified")
    phone.page.goto(f"{phone.base}/deposits/{new.reference}/{done.code}/")
    expect(phone.page.locator("main")).to_contain_text(done.deposit.reference)
    assert registers.irregularities() == []


@pytest.fixture
def plain(browser, live_server, counters):
    yield from opened(browser, live_server, "fr", 390, java_script_enabled=False)


def test_without_a_script_a_message_is_opened_by_hand(plain, counters):
    done = handed_in(counters[0])
    deposits.write(actor=counters[0].actor, deposit_id=done.deposit.pk, text="Votre dossier avance.", now=NOW)
    follow(plain, done)
    expect(plain.page.locator("#conversation")).not_to_contain_text("dossier avance")
    assert Deposit.objects.get().messages.get().read_at is None
    plain.page.locator(".unread-note button").click()
    expect(plain.page.locator("#conversation")).to_contain_text("dossier avance")
    assert Deposit.objects.get().messages.get().read_at
