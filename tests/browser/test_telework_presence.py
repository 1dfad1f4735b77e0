"""Two taps on a telephone whose line is cut in between, then the manager's calendar (issue 6, B.2, B.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.telework.presence.models import Confirmation
from diwan.telework.rules import api as rules
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.telework import agreements as helped

from .conftest import opened

ANY_DAY = rules.Pattern(weekdays=(1, 2, 3, 4, 5))


@pytest.fixture
def place(transactional_db, monkeypatch):
    """Today is a remote day of the first officer, whatever day of the week it is."""
    from diwan.core.calendars.days import Calendar

    monkeypatch.setattr(Calendar, "why_not_working", lambda self, day: None)
    made = helped.staffed()
    now = timezone.now() - timedelta(hours=1)
    helped.in_force(made.people["officer0"], pattern=ANY_DAY, now=now)
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield made


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_two_taps_with_the_line_cut_in_between(browser, live_server, place, language, width):
    worker = place.people["officer0"]
    for desk in opened(browser, live_server, language, width, expected="status of 422|ERR_INTERNET_DISCONNECTED"):
        page = desk.page
        desk.sign_in(worker)
        desk.open("/telework/presence/")
        assert_no_sideways_scroll(page)
        assert_no_axe_violations(page)
        screenshot(page, f"presence-start-{language}-{width}", full_page=True)

        page.context.set_offline(True)
        page.locator("[data-tap=start] button").click()
        expect(page.locator("[data-kept]")).to_be_visible()
        expect(page.locator("[data-tap=end] button")).to_be_visible()
        assert not Confirmation.objects.exists()
        assert_no_sideways_scroll(page)
        screenshot(page, f"presence-offline-{language}-{width}", full_page=True)
        said = page.evaluate("Object.entries(localStorage).find(([key]) => key.startsWith('presence.taps'))[1]")
        assert '"kind":"start"' in said

        page.context.set_offline(False)
        expect(page.locator("[data-delivered]")).to_be_visible()
        start = Confirmation.objects.get(kind="start")
        assert start.said_at < start.received_at
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('presence.taps')).length") == 0

        page.locator("[data-tap=end] button").click()
        expect(page.locator("[data-step=done]")).to_be_visible()
        assert Confirmation.objects.filter(person=worker).count() == 2
        assert_no_axe_violations(page)

        desk.sign_in(place.people["head"])
        for query, name in (("", "team"), ("?week=2", "six-weeks")):
            desk.open(f"/telework/presence/team/{query}")
            expect(page.locator(".where-remote").first).to_be_visible()
            assert_no_sideways_scroll(page)
            assert_no_axe_violations(page)
            screenshot(page, f"presence-{name}-{language}-{width}", full_page=True)


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_ones_own_data_and_the_week(browser, live_server, place, language, width):
    for desk in opened(browser, live_server, language, width):
        desk.sign_in(place.people["officer0"])
        pages = ("account/data/", "account/data/held/accounts-User-pk/", "account/data/rectify/")
        pages += ("telework/presence/weeks/2026-11-16/", "telework/presence/away/", "telework/presence/calls/")
        for path in pages:
            desk.open(f"/{path}")
            assert_no_sideways_scroll(desk.page)
            assert_no_axe_violations(desk.page)
            screenshot(desk.page, f"presence-{path.strip('/').replace('/', '-')}-{language}-{width}", full_page=True)
