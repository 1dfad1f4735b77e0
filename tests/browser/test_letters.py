"""A clerk registers a letter as it lies on the counter, and finds it with its number and its page (COR-1)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from diwan.correspondence.letters import api as letters
from tests.correspondence.deposits.conftest import PDF
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.letters import furnish, incoming

from .conftest import opened

SLOW = 30_000  # ms: a busy machine must not make a journey fail


@pytest.fixture
def ministry(transactional_db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return furnish("MEN", "وزارة التربية الوطنية")


@pytest.mark.parametrize(("language", "width"), [("ar", 1440), ("fr", 390)])
def test_a_letter_is_registered_with_its_page_and_what_it_answers(browser, live_server, ministry, language, width):
    earlier = incoming(ministry)
    for screen in opened(browser, live_server, language, width):
        page = screen.page
        screen.sign_in(ministry.people["clerk"])
        screen.open("/letters/new/?kind=incoming")
        looked_at(screen, "register")
        page.locator("[data-party-name]").first.fill("المندوبية السامية للتخطيط")
        page.fill("[name=subject]", "تذكير: الخصاص برسم 2026")
        page.fill("[name=their_reference]", "HCP/2026/15")
        page.set_input_files("[name=pieces]", {"name": "رسالة.pdf", "mimeType": "application/pdf", "buffer": PDF})
        expect(page.locator("[data-uploads] > li.is-done")).to_have_count(1, timeout=SLOW)
        page.locator("[name$=-reference]").first.fill(earlier.reference)
        page.locator(".letter-form button.btn-primary").click()
        page.wait_for_url(re.compile(r"/letters/\d+/$"), timeout=SLOW)
        made = letters.Letter.objects.latest("pk")
        expect(page.locator("main")).to_contain_text(made.reference)
        expect(page.locator("main")).to_contain_text(earlier.reference)
        looked_at(screen, "registered")
        screen.open("/letters/?q=HCP")
        expect(page.locator(".row-item")).to_have_count(1)
        looked_at(screen, "found")
        assert made.pieces.count() == 1


def looked_at(screen, name):
    screenshot(screen.page, f"letters-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)
