"""An employee asks, the manager tries it out, both sign the charter: Arabic on a phone, French at a desk."""

from __future__ import annotations

import re

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.telework.agreements import api as agreements
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.agreements import asked, plain, staffed, unhindered

from .conftest import opened

SLOW = 60_000  # ms: a busy machine must not make a journey fail


@pytest.fixture
def place(transactional_db):
    """A service of six; three colleagues ask too, so that not everybody fits."""
    made = staffed()
    plain(made.tenant.pk, now=timezone.now())
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False), unhindered():
        for number in range(1, 5):
            asked(made.people[f"officer{number}"], now=timezone.now())
        yield made


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_asked_tried_out_approved_signed_in_force(browser, live_server, place, language, width):
    for desk in opened(browser, live_server, language, width):
        employee_asks(desk, place)
        manager_approves(desk, place)
        employee_prepares(desk, place)
        manager_signs(desk, place)


def looked_at(desk, name):
    assert_no_sideways_scroll(desk.page)
    assert_no_axe_violations(desk.page)
    screenshot(desk.page, f"agreements-{name}-{desk.name}")


def row_of(place):
    return agreements.Agreement.objects.get(person=place.people["officer0"])


def employee_asks(desk, place):
    page = desk.page
    desk.sign_in(place.people["officer0"])
    desk.open("/telework/agreements/")
    looked_at(desk, "home")
    page.locator("main a[href$='/ask/']").click()
    page.wait_for_url(re.compile(r"/ask/"), timeout=SLOW)
    page.check("input[name=weekdays][value='2']")
    page.check("input[name=weekdays][value='4']")
    page.fill("textarea[name=reasons]", "تقليص زمن التنقل")
    looked_at(desk, "ask")
    page.click("button[name=send]")
    page.wait_for_url(re.compile(r"/agreements/\d+/"), timeout=SLOW)
    looked_at(desk, "asked")
    assert row_of(place).state == "asked"


def manager_approves(desk, place):
    """Five on the same days are one too many: the page says which day breaks, and those that fit are approved."""
    page = desk.page
    desk.sign_in(place.people["head"])
    desk.open("/telework/agreements/requests/")
    for box in page.locator("input[name=pick][type=checkbox]").all():
        box.check()
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator("#simulation")).to_be_visible(timeout=SLOW)
    expect(page.locator("#simulation .notice-warning")).to_be_visible()
    looked_at(desk, "simulation")
    row = row_of(place)
    page.goto(f"{desk.base}/telework/agreements/requests/?state=asked&pick={row.pk}&lang={desk.language}")
    page.locator("#simulation form button").click()
    page.wait_for_url(re.compile(r"/batches|/works"), timeout=SLOW)
    run_jobs()
    assert row_of(place).state == "to_sign"


def employee_prepares(desk, place):
    page, row = desk.page, row_of(place)
    desk.sign_in(place.people["officer0"])
    desk.open(f"/telework/agreements/{row.pk}/workplace/")
    page.fill("input[name=place]", "المنزل، سلا")
    for name in ("room", "electricity", "connection", "confidentiality", "safety"):
        page.check(f"input[name={name}]")
    looked_at(desk, "workplace")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(rf"/agreements/{row.pk}/(\?|$)"), timeout=SLOW)
    desk.open(f"/telework/agreements/{row.pk}/charter/")
    looked_at(desk, "charter")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(rf"/agreements/{row.pk}/(\?|$)"), timeout=SLOW)


def manager_signs(desk, place):
    page, row = desk.page, row_of(place)
    desk.sign_in(place.people["head"])
    desk.open(f"/telework/agreements/{row.pk}/charter/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(rf"/agreements/{row.pk}/(\?|$)"), timeout=SLOW)
    assert row_of(place).state == "in_force"
    looked_at(desk, "in-force")
    desk.sign_in(place.people["officer0"])
    desk.open("/telework/agreements/")
    looked_at(desk, "home-in-force")
