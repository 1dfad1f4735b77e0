"""A clerk at work: by the keyboard alone in Arabic at a desk; in French on a phone."""

from __future__ import annotations

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from diwan.core.saved_views.models import SavedView
from diwan.correspondence.deposits.models import Deposit
from tests.correspondence.deposits.conftest import hand_in, open_counter, piece
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs

from .conftest import opened

SLOW = 30_000  # ms: a busy machine must not make a journey fail


@pytest.fixture
def counter(transactional_db):
    counter = open_counter("MEN", "MA", "وزارة التربية الوطنية")
    for n in range(5):
        pieces = [piece("محتوى الوثيقة".encode(), "نص.txt"), piece()] if n == 0 else []
        hand_in(counter, subject=f"طلب رقم {n}", pieces=pieces)
    hand_in(counter, subject="طلب رقم 4")
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield counter


@pytest.fixture
def desk(browser, live_server, counter):
    yield from opened(browser, live_server, "ar", 1440)


@pytest.fixture
def phone(browser, live_server, counter):
    yield from opened(browser, live_server, "fr", 390, has_touch=True)


def test_a_day_by_the_keyboard_alone(desk, counter):
    page, press = desk.page, desk.page.keyboard.press
    desk.sign_in(counter.clerk)
    desk.open("/desk/deposits/?state=registered&sort=old")
    press("?")
    expect(page.locator("[data-keys-help]")).to_be_visible()
    expect(page.locator("[data-keys-help]")).to_contain_text("Shift")
    assert_no_axe_violations(page)
    press("Escape")

    press("j")
    press("Enter")
    expect(page.locator("#reading h1")).to_contain_text("طلب رقم 0")
    expect(page.locator(".piece-text")).to_contain_text("محتوى الوثيقة")
    page.wait_for_function("() => document.querySelector('[data-pdf-pages] canvas')")
    assert_no_axe_violations(page)
    screenshot(page, "desk-reading-ar-1440")
    press("a")
    expect(page.locator("form[action$='/accept/']")).to_have_count(0, timeout=SLOW)
    assert Deposit.objects.get(subject="طلب رقم 0").state == "accepted"

    desk.open("/desk/deposits/?state=registered&sort=old")
    press("j")  # three rows from the first, in two strokes
    press("x")
    press("j")
    press("j")
    press("Shift+X")
    expect(page.locator("[data-select]:checked")).to_have_count(3)
    expect(page.locator("[data-choice-count]")).to_contain_text("3")
    press("Escape")
    expect(page.locator("[data-select]:checked")).to_have_count(0)
    press("x")
    screenshot(page, "desk-choosing-ar-1440")
    assert_no_axe_violations(page)

    accept = page.locator("[data-choice-bar] button[value=accept]")
    while not accept.evaluate("one => one === document.activeElement"):
        press("Shift+Tab")
    press("Enter")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".chosen li")).to_have_count(1)
    assert_no_axe_violations(page)
    screenshot(page, "desk-confirm-ar-1440")
    press("c")
    page.wait_for_url(re.compile("/works/"))
    run_jobs()
    expect(page.locator("#batch .tag-ok").first).to_be_visible(timeout=SLOW)
    screenshot(page, "desk-work-ar-1440")
    assert_no_axe_violations(page)

    desk.open("/desk/deposits/?state=registered")
    press("/")
    page.keyboard.type("000003")
    press("Enter")
    expect(page.locator(".row-item")).to_have_count(1)
    press("f")
    page.wait_for_url(re.compile("filter=1"))
    screenshot(page, "desk-filter-ar-1440")
    assert_no_axe_violations(page)


def test_a_view_is_kept_and_gone_to(desk, counter):
    page = desk.page
    desk.sign_in(counter.clerk)
    desk.open("/desk/deposits/?state=open&same=1")
    expect(page.locator(".row-item")).to_have_count(2)
    page.locator(".fold-views summary").press("Enter")
    page.fill(".fold-views [name=name]", "لعلها مكررة")
    assert_no_axe_violations(page)
    page.locator(".fold-views button[type=submit]").click()
    expect(page.locator(".asked")).to_be_visible()
    assert SavedView.objects.get().query == "state=open&same=1"
    desk.open("/desk/deposits/?state=")
    page.keyboard.press("g")
    page.keyboard.press("1")
    page.wait_for_url(re.compile("same=1"))
    desk.open("/views/deposits.queue/")
    assert_no_axe_violations(page)
    screenshot(page, "desk-views-ar-1440")


def test_a_duplicate_is_compared_and_returned(desk, counter):
    page = desk.page
    desk.sign_in(counter.clerk)
    desk.open("/desk/deposits/?state=open&same=1")
    page.locator(".row-item").first.click()
    page.locator(".read-side a[href*='/same/']").first.click()  # the surest stands first
    assert_no_axe_violations(page)
    screenshot(page, "desk-compare-ar-1440")
    page.locator("form[action$='/mark/'] button").click()
    page.locator("[popovertarget=return-dialog]").first.click()
    expect(page.locator("#return-dialog [name=reason]")).to_have_value(re.compile("MEN-"))


def test_the_figures_open_to_their_letters(desk, counter):
    page = desk.page
    desk.sign_in(counter.clerk)
    desk.open("/desk/figures/")
    assert_no_axe_violations(page)
    screenshot(page, "desk-figures-ar-1440")
    page.locator(".standing a").nth(3).click()
    expect(page.locator(".row-item")).to_have_count(6)


def test_on_a_phone_in_french(phone, counter):
    page = phone.page
    phone.sign_in(counter.clerk)
    for path, name in (
        ("/desk/deposits/", "queue"),
        ("/desk/figures/", "figures"),
        ("/desk/deposits/?filter=1", "filter"),
    ):
        phone.open(path)
        assert_no_sideways_scroll(page)
        assert_no_axe_violations(page)
        screenshot(page, f"desk-{name}-fr-390")
    phone.open("/desk/deposits/?state=registered")
    page.locator("[data-select]").nth(0).check()
    page.locator("[data-select]").nth(1).check()
    assert_no_sideways_scroll(page)
    screenshot(page, "desk-choosing-fr-390")
    page.locator("[data-choice-bar] button[value=export]").click()
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    page.locator("main form[method=post] button[type=submit]").click()
    page.wait_for_url(re.compile("/works/"))
    run_jobs()
    expect(page.locator("#batch a[href$='/result/']").first).to_be_visible(timeout=SLOW)
    assert_no_sideways_scroll(page)
    with page.expect_download() as download:
        page.locator("#batch a[href$='/result/']").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
    phone.open("/desk/deposits/?state=registered")
    page.locator(".row-item").last.click()
    expect(page.locator("#reading h1")).to_be_visible()
    assert_no_sideways_scroll(page)
    screenshot(page, "desk-reading-fr-390")
