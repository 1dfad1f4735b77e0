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
from tests.correspondence.deposits.procedures import procedure
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
def counter(transactional_db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
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


def go_on(page):
    page.locator("main form[method=post] button.btn-primary").click()


def address(page):
    """The first step: the only administration there is, a plain letter."""
    page.locator(".bodies a").first.click()
    page.locator("input[name=procedure]").first.check()
    go_on(page)


def introduce(page, **changes):
    """The second step."""
    said = {"applicant_name": "فاطمة الزهراء العلوي", "email": "fatima@example.test", **changes}
    for name, text in said.items():
        page.fill(f"[name={name}]", text)
    go_on(page)


def fill_in(page, pieces=PIECES):
    """The third step, not sent yet."""
    page.fill("[name=subject]", "طلب شهادة العمل")
    page.fill("[name=body]", TEXT)
    if pieces:
        page.set_input_files("[name=pieces]", pieces)


def write(page, pieces=PIECES):
    """From the first page to the last, where all is read back."""
    address(page)
    introduce(page)
    fill_in(page, pieces)
    go_on(page)
    expect(page.locator(".readback")).to_be_visible()


def submit(page):
    return page.locator("main form[method=post] button[type=submit]")


def test_from_a_deposit_at_home_to_a_strangers_check(screen, counter):
    page = screen.page
    screen.open("/deposits/new/")
    seen(screen, "whom")
    page.locator(".bodies a").first.click()
    seen(screen, "what")
    go_on(page)
    seen(screen, "who")
    introduce(page)
    fill_in(page)
    expect(page.locator("[data-uploads] > li.is-done")).to_have_count(2)
    seen(screen, "letter")
    go_on(page)
    expect(page.locator(".pieces .digest")).to_have_count(2)
    seen(screen, "read-back")
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
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
    write(desk.page)
    submit(desk.page).dblclick()
    desk.page.wait_for_url(re.compile("/deposits/MEN-"))
    assert Deposit.objects.count() == 1


def test_back_leads_to_the_same_letter(desk):
    page = desk.page
    desk.open("/deposits/new/")
    write(page, pieces=None)
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
    first = page.url
    page.go_back()
    page.wait_for_url(first)
    assert Deposit.objects.count() == 1


def test_a_mistake_loses_neither_the_text_nor_the_files(desk):
    page = desk.page
    desk.open("/deposits/new/")
    address(page)
    introduce(page)
    fill_in(page)
    page.fill("[name=subject]", "")
    go_on(page)
    expect(page.locator("[name=kept_piece]")).to_have_count(2)
    expect(page.locator("[name=body]")).to_have_value(re.compile("التحول الرقمي"))
    expect(page.locator("[data-form-summary]")).to_be_focused()
    assert_no_axe_violations(page)
    screenshot(page, "deposit-mistake")
    page.fill("[name=subject]", "طلب")
    go_on(page)
    expect(page.locator(".readback")).to_be_visible()
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
    assert Deposit.objects.get().pieces.count() == 2
    assert files.StoredFile.objects.count() == 2


def test_a_window_closed_in_the_middle_loses_nothing(desk):
    page = desk.page
    desk.open("/deposits/new/")
    address(page)
    introduce(page)
    with page.expect_response(re.compile("/draft/save/letter/")):
        page.fill("[name=body]", TEXT)
    expect(page.locator("[data-draft-state]")).to_contain_text("حفظ على الساعة")
    page.goto("about:blank")
    desk.open("/deposits/new/")
    seen(desk, "unfinished")
    page.locator(".unfinished a").click()
    expect(page.locator("[name=applicant_name]")).to_have_value("فاطمة الزهراء العلوي")
    go_on(page)
    expect(page.locator("[name=body]")).to_have_value(re.compile("التحول الرقمي"))


def test_what_was_typed_before_the_script_came_is_kept(desk):
    page = desk.page
    desk.open("/deposits/new/")
    address(page)
    held = []
    page.route("**/draft.js*", lambda route: held.append(route))
    introduce(page)
    page.fill("[name=body]", TEXT)
    with page.expect_response(re.compile("/draft/save/letter/")):
        held[-1].continue_()
    expect(page.locator("[data-draft-state]")).to_contain_text("حفظ على الساعة")


def test_the_work_is_done_while_the_depositor_types(desk, settings):
    settings.DIWAN_PLAIN_DEPOSIT_SECONDS = 3600  # nothing but the proof of work lets this letter through
    page = desk.page
    desk.open("/deposits/new/")
    write(page, pieces=None)
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
    assert Deposit.objects.count() == 1


def test_needed_pieces_are_told_from_the_others(desk):
    procedure("MA", "permit", days=60, silence="acceptance", needed=["نسخة من البطاقة الوطنية", "عقد الكراء"])
    page = desk.page
    desk.open("/deposits/new/")
    page.locator(".bodies a").first.click()
    seen(desk, "procedures")
    page.fill("[name=q]", "autorisation")
    expect(page.locator("input[name=procedure]")).to_have_count(2)
    page.locator("input[name=procedure]").last.check()
    go_on(page)
    introduce(page)
    fill_in(page)
    expect(page.locator("select[data-needed]").first.locator("option")).to_have_count(3)
    page.locator("select[data-needed]").first.select_option(label="طلب.pdf")
    seen(desk, "which")
    go_on(page)
    expect(page.locator(".notice-warning")).to_contain_text("عقد الكراء")
    seen(desk, "read-back-missing")
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
    named = Deposit.objects.get().pieces.exclude(needed=None).get()
    assert (named.file.name, named.needed.name_ar) == ("طلب.pdf", "نسخة من البطاقة الوطنية")


@pytest.fixture
def scriptless(browser, live_server, counter):
    yield from opened(browser, live_server, "fr", 390, java_script_enabled=False)


def test_without_javascript(scriptless):
    procedure("MA", "permit", days=60, silence="acceptance", needed=["نسخة من البطاقة الوطنية"])
    page = scriptless.page
    scriptless.open("/deposits/new/")
    page.fill("[name=q]", "التربيه")
    page.locator(".search-form button").click()
    page.locator(".bodies a").first.click()
    page.locator("input[name=procedure]").last.check()
    go_on(page)
    introduce(page, applicant_name="")
    expect(page.locator(".form-summary a")).to_have_attribute("href", "#id_applicant_name")
    introduce(page)
    fill_in(page)
    go_on(page)
    expect(page.locator("[name=kept_piece]")).to_have_count(2)
    page.locator("select[data-needed]").select_option(label="طلب.pdf")
    screenshot(page, "deposit-scriptless-which")
    go_on(page)
    expect(page.locator(".pieces .digest")).to_have_count(2)
    screenshot(page, "deposit-scriptless-read-back")
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
    deposit = Deposit.objects.get()
    assert (deposit.pieces.count(), deposit.language) == (2, "fr")


def test_by_keyboard_alone(desk):
    page = desk.page
    desk.open("/deposits/new/")

    def tab_to(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"no Tab leads to {selector}")

    def type_in(name, text):
        tab_to(f"[name={name}]")
        page.keyboard.insert_text(text)

    tab_to("[name=q]")
    page.keyboard.insert_text("تربية")
    tab_to(".bodies a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("office="))
    tab_to("[name=procedure]")
    page.keyboard.press("Space")
    tab_to("main button.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/who/"))
    type_in("applicant_name", "فاطمة")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/letter/"))
    type_in("subject", "طلب")
    tab_to("main button.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/review/"))
    tab_to("main button.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/deposits/MEN-"))
    assert Deposit.objects.count() == 1


@pytest.fixture
def phone(browser, live_server, counter):
    yield from opened(browser, live_server, "ar", 390)


def test_an_account_opens_its_letters_without_a_code(phone, counter):
    page = phone.page
    phone.sign_in(counter.clerk)
    phone.open("/deposits/new/")
    address(page)
    expect(page.locator("[name=applicant_name]")).to_have_value("أسماء بناني")
    page.locator("[name=later]").click()
    seen(phone, "kept")
    page.locator("main .btn-primary").first.click()
    go_on(page)
    fill_in(page, pieces=None)
    go_on(page)
    expect(page.locator(".readback")).to_be_visible()
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
    seen(phone, "numbered")
    phone.open("/deposits/mine/")
    seen(phone, "mine")
    page.locator("tbody a").click()
    expect(page.locator("main")).to_contain_text(Deposit.objects.get().reference)
    assert page.url.endswith("/mine/")


def test_a_return_tells_the_depositor_why(desk, counter):
    page = desk.page
    desk.open("/deposits/new/")
    write(page)
    go_on(page)
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
