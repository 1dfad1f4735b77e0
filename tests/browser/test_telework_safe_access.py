"""A lost device (issue 6, D.1): two browsers of one person, one press, the other refused within two seconds."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from diwan.telework.incidents.models import Incident
from diwan.telework.safe_access.models import Cut
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.house import HOLDER, World

from .conftest import opened

GOAL = 2  # seconds
ENDED = "status of (401|422)"


@pytest.fixture
def ministry(transactional_db):
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        world = World(("telework.security", "telework.desk"))
        assert world.personal_device
        assert world.right_granted
        yield SimpleNamespace(world=world, person=world.remote_person, officer=world.users[HOLDER])


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_a_lost_device_reported_by_its_owner(browser, live_server, ministry, language, width):
    for lost in opened(browser, live_server, language, width, expected=ENDED):
        lost.sign_in(ministry.person)
        lost.open("/telework/safe-access/")
        for desk in opened(browser, live_server, language, width):
            press(desk, ministry, language, width, lost)
        lost.open("/telework/safe-access/")
        expect(lost.page.locator("input[name=login]")).to_be_visible()  # who found it is asked to sign in
    followed(browser, live_server, ministry, language, width)


def refused_in_time(screen, pressed):
    """The other browser, at its next request: the session is refused and destroyed."""
    answer = screen.page.context.request.get(f"{screen.base}/telework/safe-access/", max_redirects=0)
    took = time.monotonic() - pressed
    assert (answer.status, took < GOAL) == (401, True), f"{answer.status} after {took:.1f} s"


def press(desk, ministry, language, width, lost):
    """From the menu to the button."""
    page = desk.page
    desk.sign_in(ministry.person)
    desk.open("/telework/safe-access/")
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"safe-access-mine-{language}-{width}")
    page.click("main a[href$='/lost/']")
    page.fill("textarea[name=what]", "سرقت الحقيبة في القطار")
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"safe-access-lost-{language}-{width}")
    page.click(".form-actions button[type=submit]", no_wait_after=True)
    page.wait_for_url(re.compile(r"/lost/.+/$"), wait_until="commit")
    refused_in_time(lost, time.monotonic())
    expect(page.locator("main h1")).to_be_visible()
    assert Cut.objects.filter(person=ministry.person, restored_at=None).count() == 1
    assert_no_axe_violations(page)
    screenshot(page, f"safe-access-done-{language}-{width}")


def followed(browser, live_server, ministry, language, width):
    """The officer reads the incident and restores the access."""
    cut, incident = Cut.objects.get(), Incident.objects.get()
    for desk in opened(browser, live_server, language, width):
        page = desk.page
        desk.sign_in(ministry.officer)
        desk.open(f"/telework/incidents/{incident.pk}/")
        assert_no_sideways_scroll(page)
        assert_no_axe_violations(page)
        screenshot(page, f"incidents-one-{language}-{width}")
        desk.open(f"/telework/safe-access/cuts/{cut.pk}/")
        assert_no_sideways_scroll(page)
        assert_no_axe_violations(page)
        screenshot(page, f"safe-access-cut-{language}-{width}")
        page.fill("textarea[name=identity]", "البطاقة الوطنية، حضوريا")
        page.click(".panel button[type=submit]")
        page.wait_for_load_state("networkidle")
        cut.refresh_from_db()
        assert cut.restored_at is not None
        ministry.person.refresh_from_db()
        assert ministry.person.is_active


@pytest.mark.parametrize(("language", "width"), [("ar", 390)])
def test_the_desk_cuts_on_the_telephone(browser, live_server, ministry, language, width):
    for lost in opened(browser, live_server, language, width, expected=ENDED):
        lost.sign_in(ministry.person)
        lost.open("/telework/safe-access/")
        for desk in opened(browser, live_server, language, width):
            page = desk.page
            desk.sign_in(ministry.officer)
            desk.open("/telework/safe-access/desk/?q=Idrissi")
            assert_no_sideways_scroll(page)
            assert_no_axe_violations(page)
            page.click("main .lines a")
            for box in page.locator("input[name=right]").all()[:2]:
                box.check()
            assert_no_sideways_scroll(page)
            assert_no_axe_violations(page)
            screenshot(page, f"safe-access-desk-{language}-{width}")
            page.click(".form-actions button[type=submit]")
            page.wait_for_url(re.compile(r"/cuts/\d+/$"), wait_until="commit")
            refused_in_time(lost, time.monotonic())
    assert Incident.objects.count() == 1


def test_the_pages_of_the_security_officer(browser, live_server, ministry):
    world = ministry.world
    assert world.rights_review
    assert world.exception_asked
    assert world.found_by_audit
    places = (
        "/telework/safe-access/devices/",
        f"/telework/safe-access/devices/{world.personal_device.pk}/check/",
        "/telework/safe-access/applications/",
        "/telework/safe-access/systems/",
        f"/telework/safe-access/systems/{world.vpn.pk}/",
        "/telework/safe-access/rights/",
        "/telework/safe-access/reviews/",
        f"/telework/safe-access/reviews/{world.rights_review.pk}/",
        f"/telework/safe-access/comparisons/{world.comparison.pk}/",
        "/telework/safe-access/looks/",
        "/telework/incidents/",
        "/telework/incidents/declare/",
        "/telework/incidents/declare/phishing/",
    )
    for desk in opened(browser, live_server, "ar", 390):
        desk.sign_in(ministry.officer)
        for place in places:
            assert desk.open(place).status == 200
            assert_no_sideways_scroll(desk.page)
            assert_no_axe_violations(desk.page)
            screenshot(desk.page, f"safe-{place.strip('/').replace('/', '-')}-ar-390")
