"""A meeting from agenda to signed minutes (issue of telework, D.1): Arabic on a phone, French at a desk."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.telework.meetings.models import Meeting
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish
from tests.helpers.telework.acts import sign

from .conftest import opened

SLOW = 60_000  # ms: a busy machine must not make a journey fail


@pytest.fixture
def ministry(transactional_db):
    place = furnish("MEN", "وزارة التربية الوطنية")
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield SimpleNamespace(place=place, people=place.people)


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_a_meeting_from_agenda_to_signed_minutes(browser, live_server, ministry, language, width):
    for desk in opened(browser, live_server, language, width):
        convened(desk, ministry)
        answered(desk, ministry)
        held(desk, ministry)
        written(desk, ministry)
        archived(desk, ministry)


def convened(desk, ministry):
    """One page: agenda, people, guests; one press invites everybody."""
    page = desk.page
    desk.sign_in(ministry.people["head"])
    desk.open("/telework/meetings/new/")
    assert_no_axe_violations(page)
    page.fill("#id_title", "اجتماع تتبع العمل عن بعد")
    page.fill("#id_day", (timezone.now() + timedelta(days=2)).date().isoformat())
    page.fill("#id_hour", "10:00")
    page.fill("#id_place", "قاعة الاجتماعات")
    page.fill("#item-title-1", "حصيلة الشهر")
    page.fill("#item-title-2", "برنامج العمل")
    page.fill("#id_who", "division")
    found = page.locator(f"#found-{ministry.people['division'].pk}")
    found.check(timeout=SLOW)
    page.locator("#found button").click()
    page.wait_for_load_state("networkidle")
    page.locator(f"#secretary-{ministry.people['division'].pk}").check(timeout=SLOW)
    assert page.input_value("#item-title-1") == "حصيلة الشهر", "a search loses nothing"
    page.fill("#id_guests", "Guest One guest@example.org")
    assert_no_sideways_scroll(page)
    screenshot(page, f"meetings-plan-{desk.name}")
    page.click("button[name=convene]")
    page.wait_for_url(re.compile(r"/meetings/\d+/$"), timeout=SLOW)
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    assert Meeting.objects.get().state == "convened"
    run_jobs()


def answered(desk, ministry):
    page, row = desk.page, Meeting.objects.get()
    desk.sign_in(ministry.people["division"])
    desk.open("/telework/meetings/")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    screenshot(page, f"meetings-list-{desk.name}")
    page.click(f"a[href$='/meetings/{row.pk}/']")
    page.locator("form[action$='/me/accept/'] button.btn-primary").click()
    page.wait_for_load_state("networkidle")
    desk.open(f"/telework/meetings/{row.pk}/room/")
    page.locator("form[action$='/me/here/'] button").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("form[action$='/me/leave/']")).to_have_count(1, timeout=SLOW)
    desk.open("/telework/meetings/month/")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)


def held(desk, ministry):
    """The chair comes, opens with the reason why one is missing, hears who asks to speak, and closes."""
    page, row = desk.page, Meeting.objects.get()
    desk.sign_in(ministry.people["head"])
    desk.open(f"/telework/meetings/{row.pk}/room/")
    page.locator("form[action$='/me/here/'] button").click()
    page.wait_for_load_state("networkidle")
    page.locator("form[action$='/open/'] button").click()
    expect(page.locator(".notice-error")).to_contain_text("Guest One", timeout=SLOW)
    page.fill("#id_reason", "تعذر على الضيف الحضور")
    page.locator("form[action$='/open/'] button").click()
    expect(page.locator("form[action$='/chair/close/']")).to_have_count(1, timeout=SLOW)
    page.locator("form[action$='/me/speak/'] button").click()
    page.locator("form[action$='/floor/'] button").click(timeout=SLOW)
    expect(page.locator("form[action$='/me/quiet/']")).to_have_count(1, timeout=SLOW)
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"meetings-room-{desk.name}")
    page.locator("form[action$='/chair/close/'] button").click()
    page.wait_for_url(re.compile(r"/minutes/$"), timeout=SLOW)


def written(desk, ministry):
    page, row = desk.page, Meeting.objects.get()
    first = row.items.first()
    page.fill(f"#said-{first.pk}", "عرضت حصيلة الشهر ونوقشت")
    page.fill(f"#decision-{first.pk}", "إعداد مذكرة في الموضوع")
    page.select_option(f"#owner-{first.pk}", str(ministry.people["division"].pk))
    page.fill(f"#due-{first.pk}", (timezone.now() + timedelta(days=20)).date().isoformat())
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"meetings-minutes-{desk.name}")
    page.click("button[name=sign]")
    page.wait_for_url(re.compile(r"/meetings/\d+/$"), timeout=SLOW)


def archived(desk, ministry):
    """Both sign; the number stands on the page, and the document can be read."""
    page, row = desk.page, Meeting.objects.get()
    assert sign(row.act).state == "signed"
    row.refresh_from_db()
    desk.sign_in(ministry.people["division"])
    desk.open(f"/telework/meetings/{row.pk}/")
    expect(page.locator(".facts")).to_contain_text(row.reference)
    expect(page.locator("a[href$='/paper/']")).to_have_count(1)
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"meetings-signed-{desk.name}")
