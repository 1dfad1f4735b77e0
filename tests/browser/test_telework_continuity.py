"""The crisis switch and back: what must go on, the plan of each person, the signed act, everybody told and the way
back to what was before (issue 6, D.1): Arabic on a phone, French at a desk."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import expect

from diwan.core.notifications.models import Notification
from diwan.telework.continuity.models import Assignment, Crisis, Plan
from diwan.telework.rules.api import CRISIS
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish
from tests.helpers.telework import acts as signing

from .conftest import opened

SLOW = 60_000  # ms: a busy machine must not make a journey fail


@pytest.fixture
def ministry(transactional_db):
    """A ministry of seventeen: a head who signs and may switch to a crisis, twelve agents in three units."""
    place = furnish("MEN", "وزارة التربية الوطنية")
    staff = []
    for n, unit in enumerate(["DRH", "DIV", "DAF"] * 4):
        who = people.person(f"Agent {n:02d}", f"موظف {n:02d}", language="fr" if n % 2 else "ar")
        people.seat(who, people.post(place.units[unit], f"متصرف {n}"))
        staff.append(who)
    chief = people.person("Salwa Naciri", "سلوى الناصري", administration=place.tenant)
    post = people.post(place.units["root"], "الكاتبة العامة", rights={CRISIS: "administration"}, is_head=True)
    people.seat(chief, post)
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield SimpleNamespace(place=place, staff=staff, chief=chief)


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_switched_by_a_signed_act_and_back(browser, live_server, ministry, language, width):
    for desk in opened(browser, live_server, language, width):
        desk.sign_in(ministry.chief)
        plan_with_a_vital_service(desk, ministry)
        exempted(desk, ministry)
        prepared(desk, ministry)
        in_force(desk, ministry)
        one_reads_their_days(desk, ministry)
        back(desk, ministry)


def looked_at(desk, name):
    assert_no_sideways_scroll(desk.page)
    assert_no_axe_violations(desk.page)
    screenshot(desk.page, f"continuity-{name}-{desk.name}")


def press(desk, selector):
    with desk.page.expect_navigation(timeout=SLOW):
        desk.page.locator(selector).click()


def plan_with_a_vital_service(desk, ministry):
    page = desk.page
    desk.open(reverse("continuity:home"))
    looked_at(desk, "empty")
    press(desk, "form[action$='/plans/begin/'] button")
    looked_at(desk, "plan-empty")
    press(desk, "a[href$='/service/']")
    page.select_option("[name=unit]", str(ministry.place.units["DAF"].pk))
    page.fill("[name=name]", "أداء الأجور")
    page.fill("[name=what]", "أداء أجور الموظفين في آجالها")
    page.fill("[name=minimum]", "2")
    page.fill("[name=substitutes]", "ينوب كل محاسب عن زميله")
    looked_at(desk, "service")
    press(desk, "main form.form button[type=submit]")
    looked_at(desk, "plan")
    press(desk, "form[action$='/submit/'] button")
    signing.sign(Plan.objects.get().act_id)
    assert Plan.objects.get().state == "approved"
    page.reload()
    looked_at(desk, "plan-approved")


def exempted(desk, ministry):
    page = desk.page
    desk.open(reverse("continuity:exemptions"))
    page.fill("[name=email]", ministry.staff[0].email)
    page.fill("[name=proof]", "شهادة عدد 12/2026")
    press(desk, "main form.form button[type=submit]")
    looked_at(desk, "exemptions")


def prepared(desk, ministry):
    """The rule, where, until when, and why; a form with a mistake keeps what was typed."""
    page = desk.page
    desk.open(reverse("continuity:new"))
    page.select_option("[name=rule]", "reduced_presence")
    page.fill("[name=reason]", "تطور الوضعية الوبائية")
    press(desk, "main form.form button[type=submit]")
    expect(page.locator("[name=reason]")).to_have_value("تطور الوضعية الوبائية")
    looked_at(desk, "new")
    first = page.input_value("[name=starts_on]")
    page.fill("[name=ends_on]", f"{int(first[:4]) + 1}{first[4:8]}01" if first[5:7] == "01" else f"{later(first)}")
    press(desk, "main form.form button[type=submit]")
    page.wait_for_url(re.compile(r"/crisis/\d+/"), timeout=SLOW)
    expect(page.locator("#progress")).to_be_visible()
    run_jobs()
    page.reload()
    looked_at(desk, "planned")
    assert not Notification.objects.filter(kind="continuity.started").exists()
    press(desk, "form[action$='/submit/'] button")
    looked_at(desk, "signing")


def later(first):
    from datetime import date, timedelta

    return (date.fromisoformat(first) + timedelta(days=27)).isoformat()


def in_force(desk, ministry):
    """The parapheur signs it; the page shows how many were told, then that it holds."""
    page, crisis = desk.page, Crisis.objects.get()
    signing.sign(crisis.act_id)
    crisis.refresh_from_db()
    assert crisis.state == "in_force"
    told = Notification.objects.filter(kind="continuity.started")
    assert set(told.values_list("person", flat=True)) == set(crisis.assignments.values_list("person", flat=True))
    assert told.count() == crisis.told == crisis.people
    Crisis.objects.filter(pk=crisis.pk).update(state="applying", told=5)  # as it was a moment before
    desk.open(reverse("continuity:crisis", args=[crisis.pk]))
    expect(page.locator("#progress progress, #progress [role=progressbar]").first).to_be_visible()
    looked_at(desk, "applying")
    Crisis.objects.filter(pk=crisis.pk).update(state="in_force", told=crisis.told)
    expect(page.locator("#progress progress, #progress [role=progressbar]")).to_have_count(0, timeout=SLOW)
    page.reload()
    looked_at(desk, "in-force")
    desk.open(reverse("continuity:home"))
    looked_at(desk, "home")


def one_reads_their_days(desk, ministry):
    """An agent sees their own days, and the notice in their language."""
    desk.sign_in(ministry.staff[1])
    desk.open(reverse("continuity:mine"))
    looked_at(desk, "mine")
    desk.open("/notifications/")
    assert_no_sideways_scroll(desk.page)
    screenshot(desk.page, f"continuity-notices-{desk.name}")


def back(desk, ministry):
    """A signed return act: everybody is told, nothing differs, and no day of the crisis is left."""
    page, crisis = desk.page, Crisis.objects.get()
    desk.sign_in(ministry.chief)
    desk.open(reverse("continuity:crisis", args=[crisis.pk]))
    press(desk, "a[href$='/return/']")
    page.fill("[name=reason]", "تحسن الوضعية")
    looked_at(desk, "return")
    press(desk, "main form.form button[type=submit]")
    looked_at(desk, "returning")
    crisis.refresh_from_db()
    signing.sign(crisis.return_act_id)
    crisis.refresh_from_db()
    assert (crisis.state, crisis.differences) == ("over", [])
    assert Notification.objects.filter(kind="continuity.ended").count() == crisis.people
    page.reload()
    expect(page.locator("main .proof")).to_be_visible()
    looked_at(desk, "over")
    desk.sign_in(ministry.staff[1])
    desk.open(reverse("continuity:mine"))
    assert Assignment.objects.filter(person=ministry.staff[1]).exists()
    expect(page.locator("main table")).to_have_count(0)
    looked_at(desk, "mine-after")
