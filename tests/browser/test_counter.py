"""At the counter: a letter on paper, its label, the page of the register, a rectification and an annulment."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from diwan.core.files import api as files
from diwan.correspondence.deposits.models import Deposit
from diwan.engines.registers import api as registers
from tests.correspondence.deposits.conftest import PDF, keep_registers, open_counter
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs

from .conftest import opened

SUBMIT = "main form[method=post] button[type=submit]"


@pytest.fixture
def counter(transactional_db):
    counter = open_counter("MEN", "MA", "وزارة التربية الوطنية")
    keep_registers(counter)
    return counter


@pytest.fixture(params=[("ar", 1440), ("fr", 390)], ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, counter):
    yield from opened(browser, live_server, *request.param)


def seen(screen, name):
    screenshot(screen.page, f"counter-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def test_from_the_envelope_to_an_annulled_line(screen, counter):
    page = screen.page
    screen.sign_in(counter.clerk)
    screen.open("/desk/register/")
    page.get_by_role("radio").nth(1).check()  # by post
    page.fill("[name=applicant_name]", "محمد الصديقي")
    page.fill("[name=subject]", "طلب رخصة")
    page.fill("[name=kept_at]", "العلبة 12")
    page.set_input_files("[name=pieces]", [{"name": "ظرف.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    seen(screen, "form")
    page.locator("[name=subject]").press("Enter")
    page.wait_for_url("**/desk/register/*/?slip=*")
    run_jobs()
    expect(page.locator("#sealed .proof-ok")).to_be_visible()  # by itself
    seen(screen, "done")
    deposit = Deposit.objects.get()
    for link in ("a[href*='slip.pdf']", "a[href*='label.pdf']"):
        answer = page.request.get(page.locator(link).first.evaluate("a => a.href"))
        assert answer.body().startswith(b"%PDF")

    page.goto(f"{screen.base}/desk/deposits/?q={deposit.reference}")  # what a scanner types
    expect(page).to_have_url(f"{screen.base}/desk/deposits/{deposit.pk}/")
    seen(screen, "reading")

    screen.open(f"/desk/deposits/{deposit.pk}/rectify/")
    page.fill("[name=applicant_name]", "محمد الصدوقي")
    page.fill("[name=reason]", "خطأ في كتابة الاسم")
    seen(screen, "rectify")
    page.locator(SUBMIT).click()
    expect(page.locator("main")).to_contain_text("محمد الصدوقي")
    seen(screen, "confirm")
    page.locator(SUBMIT).click()
    expect(page.locator("del")).to_contain_text("محمد الصديقي")
    run_jobs()

    for version in (1, 2):
        with files.open_file(deposit.receipts.get(version=version).file_id) as stored:
            pdf = stored.read()
        screen.open("/verify/")
        page.set_input_files("input[type=file]", {"name": "w.pdf", "mimeType": "application/pdf", "buffer": pdf})
        page.locator(SUBMIT).click()
        expect(page.locator(".opinion .proof-bad")).to_have_count(0)
        expect(page.locator(".opinion .proof-waiting")).to_have_count(1 if version == 1 else 0)  # replaced
        seen(screen, f"verified-{version}")

    screen.open(f"/desk/deposits/{deposit.pk}/annul/")
    page.fill("[name=reason]", "سجلت مرتين")
    page.check("[name=sure]")
    seen(screen, "annul")
    page.locator(SUBMIT).click()
    expect(page.locator("main")).to_contain_text("سجلت مرتين")
    run_jobs()

    screen.open("/registers/reserve/")
    page.fill("[name=count]", "3")
    page.fill("[name=reason]", "انقطاع الكهرباء")
    seen(screen, "reserve")
    page.locator(SUBMIT).click()
    expect(page.locator(".tag-soon")).to_have_count(3)
    seen(screen, "book")
    page.locator("form[action$='/print/'] button").click()
    run_jobs()
    expect(page.locator("#printing ul a")).to_have_count(1)  # by itself
    seen(screen, "printing")
    screen.open("/registers/")
    seen(screen, "books")
    page.locator("table a").first.click()
    page.locator("table a").last.click()
    seen(screen, "line")
    assert registers.irregularities() == []
