"""The main job, as people do it: deposit, receipt, a clerk at home, follow-up, a stranger's check (REG-1, REG-2)."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import expect

from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.correspondence.deposits.models import Deposit
from diwan.engines.registers import api as registers
from diwan.engines.signing import api as signing
from diwan.verifier import diwan_verify
from tests.correspondence.deposits.conftest import PDF, open_counter
from tests.helpers.browser import WIDTHS, assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs

from .conftest import opened

PASSWORD = "marhaba-diwan-2026"
TEXT = "سلام تام بوجود مولانا الإمام،\n\nوبعد، ففي إطار دعم التحول الرقمي بالإدارات العمومية، أتشرف بموافاتكم بما يلي."
PIECES = [
    {"name": "طلب.pdf", "mimeType": "application/pdf", "buffer": PDF},
    {"name": "ملحق.txt", "mimeType": "text/plain", "buffer": "ملحق".encode()},
]
CASES = list(itertools.product(("ar", "fr"), WIDTHS))


@pytest.fixture
def counter(transactional_db):
    counter = open_counter("MEN", "MA", "وزارة التربية الوطنية")
    counter.clerk.set_password(PASSWORD)
    counter.clerk.save()
    return counter


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, counter):
    yield from opened(browser, live_server, *request.param)


def seen(screen, name):
    """What is asked of every screen of the journey."""
    screenshot(screen.page, f"deposit-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def fill_in(page, pieces=PIECES):
    page.locator("[name=office]").select_option(index=1)
    page.fill("[name=applicant_name]", "فاطمة الزهراء العلوي")
    page.fill("[name=email]", "fatima@example.test")
    page.fill("[name=subject]", "طلب شهادة العمل")
    page.fill("[name=body]", TEXT)
    if pieces:
        page.set_input_files("[name=pieces]", pieces)


def submit(page):
    return page.locator("main form[method=post] button[type=submit]")


def test_from_a_deposit_at_home_to_a_strangers_check(screen, counter):
    page = screen.page
    screen.open("/deposits/new/")
    seen(screen, "form")
    fill_in(page)
    submit(page).click()
    page.wait_for_url(re.compile("/deposits/MEN-"))  # the form waits for its files
    expect(page.locator("main")).to_contain_text(
        "MEN-2026-000001".replace("2026", str(Deposit.objects.get().registered_at.year))
    )
    followed = page.url
    run_jobs()
    receipt = page.locator("a[href$='receipt.pdf']")
    expect(receipt).to_be_visible()  # by itself, without a reload
    seen(screen, "followed")

    with page.expect_download() as download:
        receipt.click()
    path = download.value.path()
    report = diwan_verify.Report()
    roots = diwan_verify.certificates_in(signing.root_certificate_pem().decode())
    assert diwan_verify.judge(path.read_bytes(), roots, report) == "genuine"

    page.goto(f"{screen.base}/account/login/?next=/desk/deposits/")
    page.fill("[name=login]", counter.clerk.email)
    page.fill("[name=password]", PASSWORD)
    submit(page).first.click()
    page.locator(".row-item").first.click()
    expect(page.locator("#reading")).to_contain_text("العلوي")
    page.wait_for_function("() => document.querySelector('[data-pdf-pages] canvas')")
    seen(screen, "reading")
    page.locator("form[action$='/accept/'] button").click()
    expect(page.locator("form[action$='/accept/']")).to_have_count(0)
    seen(screen, "accepted")
    assert Deposit.objects.get().state == "accepted"
    assert set(Deposit.objects.get().steps.values_list("kind", flat=True)) == {
        "registered",
        "receipted",
        "opened",
        "accepted",
    }

    page.goto(followed)
    expect(page.locator(".step.done")).to_have_count(4)

    page.goto(f"{screen.base}/verify/")
    page.set_input_files(
        "input[type=file]", {"name": "wasl.pdf", "mimeType": "application/pdf", "buffer": path.read_bytes()}
    )
    submit(page).click()
    expect(page.locator(".opinion .proof-ok").first).to_be_visible()
    expect(page.locator(".opinion .proof-bad")).to_have_count(0)
    seen(screen, "verified")
    page.locator(".opinion a.btn").click()
    seen(screen, "reference")
    expect(page.locator("main")).not_to_contain_text("العلوي")
    assert journal.verify().faults == ()
    assert registers.irregularities() == []


@pytest.fixture
def desk(browser, live_server, counter):
    yield from opened(browser, live_server, "ar", 1440)


def test_a_double_click_deposits_once(desk):
    desk.open("/deposits/new/")
    fill_in(desk.page)
    submit(desk.page).dblclick()
    desk.page.wait_for_url(re.compile("/deposits/MEN-"))
    assert Deposit.objects.count() == 1


def test_back_and_resend_leads_to_the_same_letter(desk):
    page = desk.page
    desk.open("/deposits/new/")
    fill_in(page, pieces=None)  # a browser does not give files back
    submit(page).click()
    page.wait_for_url(re.compile("/deposits/MEN-"))
    first = page.url
    page.go_back()
    expect(page.locator("[name=subject]")).to_have_value("طلب شهادة العمل")
    submit(page).click()
    page.wait_for_url(re.compile("/deposits/MEN-"))
    assert page.url == first
    assert Deposit.objects.count() == 1


def test_a_mistake_loses_neither_the_text_nor_the_files(desk):
    page = desk.page
    desk.open("/deposits/new/")
    fill_in(page)
    page.fill("[name=applicant_name]", "")
    submit(page).click()
    expect(page.locator("[name=kept_piece]")).to_have_count(2)
    expect(page.locator("[name=body]")).to_have_value(re.compile("التحول الرقمي"))
    assert_no_axe_violations(page)
    screenshot(page, "deposit-mistake")
    page.fill("[name=applicant_name]", "فاطمة الزهراء العلوي")
    submit(page).click()
    page.wait_for_url(re.compile("/deposits/MEN-"))
    assert Deposit.objects.get().pieces.count() == 2
    assert files.StoredFile.objects.count() == 2


def test_a_return_tells_the_depositor_why(desk, counter):
    page = desk.page
    desk.open("/deposits/new/")
    fill_in(page)
    submit(page).click()
    page.wait_for_url(re.compile("/deposits/MEN-"))
    followed = page.url
    desk.open("/account/login/?next=/desk/deposits/")
    page.fill("[name=login]", counter.clerk.email)
    page.fill("[name=password]", PASSWORD)
    submit(page).first.click()
    page.locator(".row-item").first.click()
    page.locator("[popovertarget=return-dialog]").first.click()
    page.fill("#return-dialog [name=reason]", "تنقصها نسخة من البطاقة الوطنية")
    assert_no_axe_violations(page)
    screenshot(page, "deposit-return", full_page=False)
    page.locator("#return-dialog button[type=submit]").click()
    expect(page.locator(".reason")).to_contain_text("البطاقة الوطنية")
    page.goto(followed)
    expect(page.locator("main")).to_contain_text("تنقصها نسخة من البطاقة الوطنية")
