"""The fourth journey: a scanned batch of ten letters, parted by sheets, registered with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from benchmarks import paper
from diwan.core.organisations.operations import posts
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.letters.models import Letter
from diwan.correspondence.mailroom.models import Document
from diwan.correspondence.mailroom.reading import tesseract
from tests.core import people
from tests.correspondence.mailroom.conftest import needs_reader, scans, send, separator, sheets
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish

from .conftest import opened

TEN = 10


@pytest.fixture
def ministry(transactional_db):
    return furnish("MEN", "وزارة التربية الوطنية")


@pytest.fixture(params=[("ar", 1440), ("fr", 390)], ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, ministry):
    yield from opened(browser, live_server, *request.param)


def seen(screen, name):
    screenshot(screen.page, f"mailroom-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


@needs_reader
def test_ten_letters_are_registered_with_the_keyboard(screen, ministry):
    letters, page = sheets(TEN), screen.page
    images = []
    for sheet in letters:
        images += [separator(ministry.office), sheet.image]
    send(ministry, paper.as_pdf(images), "lot.pdf")
    run_jobs()
    assert Document.objects.filter(state="waiting").count() == TEN
    screen.sign_in(ministry.people["clerk"])
    screen.open("/mailroom/")
    seen(screen, "queue")
    page.keyboard.press("s")
    for n, sheet in enumerate(letters):
        expect(page.locator("[data-confirm][data-open]")).to_be_visible()
        expect(page.locator("[name=their_reference]")).to_have_value(sheet.reference)
        expect(page.locator("[name=dated_on]")).to_have_value(sheet.on.isoformat())
        expect(page.locator("[name=become]")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("[name=sender]")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(sheet.sender)
        page.keyboard.press("Enter")
        expect(page.locator("[name=their_reference]")).to_be_focused()
        if n == 0:
            expect(page.locator("[data-mark]:not([hidden])")).to_have_count(1)  # where it was read
            seen(screen, "confirm")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator("[name=subject]")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(sheet.subject)
        here = page.url
        page.keyboard.press("Control+Enter")
        page.wait_for_url(lambda url, here=here: url.split("?")[0] != here.split("?")[0] and "register" not in url)
    expect(page).to_have_url(f"{screen.base}/mailroom/")
    rows = list(Letter.objects.order_by("pk"))
    assert [row.their_reference for row in rows] == [sheet.reference for sheet in letters]
    assert [row.dated_on for row in rows] == [sheet.on for sheet in letters]
    assert [row.subject for row in rows] == [sheet.subject for sheet in letters]


@pytest.mark.parametrize("path", ["send", "separators", "sources", "sources/new"])
def test_the_other_pages_hold(screen, ministry, path):
    screen.sign_in(ministry.people["clerk"])
    screen.open(f"/mailroom/{path}/")
    seen(screen, path.replace("/", "-"))


def test_a_request_on_paper_hands_its_code_over(screen, ministry, monkeypatch):
    monkeypatch.setattr(tesseract, "works", lambda: False)  # nothing need be read
    posts.grant_right(
        actor=people.SYSTEM,
        post_id=ministry.posts["clerk"].pk,
        right="deposits.process",
        reach="administration",
        now=people.NOW,
    )
    for _time in range(2):
        send(ministry, paper.as_pdf(scans(1)))
    run_jobs()
    page = screen.page
    screen.sign_in(ministry.people["clerk"])
    screen.open("/mailroom/")
    page.keyboard.press("s")
    expect(page.locator("[name=become]")).to_be_focused()
    page.locator("[name=become]").select_option("deposit")
    page.locator("[name=sender]").fill("فاطمة العلوي")
    page.locator("[name=subject]").fill("طلب نسخة من شهادة")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".code")).to_be_visible()
    seen(screen, "code")
    assert page.locator("a[href*='slip.pdf']").count() == 1
    page.keyboard.press("n")  # and on with the next document, not with the counter
    expect(page.locator("[data-confirm][data-open]")).to_be_visible()
    assert Deposit.objects.count() == 1
