"""Adoption by the Moroccan guide from end to end, then the same administration under Kuwait's rules by data alone
(issue 6, D.1): Arabic on a phone, French at a desk."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diwan.telework.acts.models import Act
from diwan.telework.programmes.models import Programme
from diwan.telework.programmes.path import step_kinds
from diwan.telework.rules.api import rules_for
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish
from tests.helpers.telework import acts as signing
from tests.helpers.telework.programmes import FIGURES

from .conftest import opened

SLOW = 60_000  # ms: a busy machine must not make a journey fail
BOTH = pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])


@pytest.fixture
def ministry(transactional_db):
    """A ministry with a head who signs, a registry office, and somebody who steers telework."""
    place = furnish("MEN", "وزارة التربية الوطنية")
    root = place.units["root"]
    head = people.person("Salwa Naciri", "سلوى الناصري", administration=place.tenant)
    people.seat(head, people.post(root, "الكاتبة العامة", is_head=True))
    steering = people.person("Karim Alami", "كريم العلمي", administration=place.tenant)
    rights = dict.fromkeys(("telework.programme", "telework.rules"), "administration")
    people.seat(steering, people.post(root, "مدير المشروع", rights=rights))
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield SimpleNamespace(place=place, tenant=place.tenant, steering=steering)


@BOTH
def test_adoption_by_the_moroccan_guide_from_end_to_end(browser, live_server, ministry, language, width):
    for desk in opened(browser, live_server, language, width):
        begun(desk, ministry)
        filled(desk, ministry)
        finished(desk, ministry)
        decided(desk, ministry)
        launched(desk)


def step(desk, code):
    programme = Programme.objects.get()
    desk.open(reverse("programmes:step", args=[programme.pk, code]))
    return desk.page


def send(page, do, **fields):
    """Fill one form of the page and send it; the page comes back with what was recorded."""
    form = page.locator(f"form:has(input[name=do][value={do}])")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))
    with page.expect_navigation(timeout=SLOW):
        form.locator("button[type=submit]").click()
    expect(page.locator(".has-error")).to_have_count(0)


def begun(desk, ministry):
    desk.sign_in(ministry.steering)
    desk.open(reverse("programmes:home"))
    assert_no_axe_violations(desk.page)
    desk.page.fill("[name=title]", "اعتماد العمل عن بعد بالوزارة")
    desk.page.locator("form.form button[type=submit]").click()
    desk.page.wait_for_url(re.compile("/objectives/"), timeout=SLOW)


def filled(desk, ministry):
    """What each step holds: written, named, scored, counted."""
    staff = ministry.place.people
    send(step(desk, "objectives"), "write", objectives="ضمان استمرارية المرفق العمومي")
    for who, role in (("head", "charge"), ("finance", "team"), ("division", "liaison"), ("clerk", "it")):
        send(step(desk, "team"), "member", person_id=staff[who].pk, role=role, letter="رسالة 12/26")
    send(step(desk, "scope"), "populations", populations="الأطر الإدارية")
    unit = ministry.place.units["DAF"].pk
    send(step(desk, "scope"), "exclude", unit_id=unit, reason="استقبال العموم")
    marks = {"mark_divisible": 5, "mark_automatable": 4, "mark_electronic": 5}
    send(step(desk, "tasks"), "task", title="معالجة المراسلات الإلكترونية", **marks)
    expect(desk.page.locator("table")).to_contain_text("93")
    assert_no_sideways_scroll(desk.page)
    assert_no_axe_violations(desk.page)
    screenshot(desk.page, f"telework-tasks-{desk.name}", full_page=False)
    send(step(desk, "staff"), "propose", person_id=staff["division"].pk)
    send(step(desk, "capacity"), "study", **FIGURES)
    expect(desk.page.locator("td .tag-ok")).to_have_count(4)
    assert_no_axe_violations(desk.page)


def finished(desk, ministry):
    """Every step before the decision is marked done; the board says what is left."""
    for kind in step_kinds():
        if kind.code == "decision":
            break
        send(step(desk, kind.code), "finish")
    desk.open(reverse("programmes:home"))
    expect(desk.page.locator(".programme-step.is-done")).to_have_count(len(step_kinds()) - 2)
    assert_no_sideways_scroll(desk.page)
    assert_no_axe_violations(desk.page)
    screenshot(desk.page, f"telework-board-{desk.name}")


def decided(desk, ministry):
    """The decision goes to the head, who signs it: telework is open."""
    page = step(desk, "decision")
    with page.expect_navigation(timeout=SLOW):
        page.locator("form[action$='/submit/'] button[type=submit]").click()
    run_jobs()
    signing.sign(Act.objects.get().pk)
    run_jobs()
    assert Programme.objects.get().state == "open"


def launched(desk):
    send(step(desk, "launch"), "finish", note="اجتماع إعطاء الانطلاقة")
    assert Programme.objects.get().state == "launched"
    desk.open(reverse("programmes:home"))
    expect(desk.page.locator(".programme-step.is-done")).to_have_count(len(step_kinds()))


@BOTH
def test_the_same_administration_follows_kuwait_by_data_alone(browser, live_server, ministry, language, width):
    tenant, today = ministry.tenant, timezone.localdate()
    for desk in opened(browser, live_server, language, width):
        page = desk.page
        desk.sign_in(ministry.steering)
        desk.open(reverse("rules:home"))
        expect(page.locator("main")).to_contain_text("2.20.343")
        assert_no_sideways_scroll(page)
        assert_no_axe_violations(page)
        screenshot(page, f"telework-rules-{desk.name}", full_page=False)
        desk.open(reverse("rules:adjust", args=[tenant.pk, "profile"]))
        page.select_option("[name=value]", "KW")
        page.fill("[name=ground]", "مقرر اعتماد مرجعية أخرى")
        assert_no_axe_violations(page)
        page.locator("form.form button[type=submit]").click()
        page.wait_for_url(re.compile("/history/"), timeout=SLOW)
        assert_no_sideways_scroll(page)
        assert_no_axe_violations(page)
        desk.open(reverse("rules:home"))
        expect(page.locator("#quotas ~ ul .rule-words").first).to_contain_text("30")
        expect(page.locator("main")).not_to_contain_text("2.20.343")
        (quota,) = rules_for(tenant.pk, today).quotas
        assert (quota.direction, quota.percent) == ("max", 30)
        screenshot(page, f"telework-rules-kuwait-{desk.name}", full_page=False)
        desk.open(reverse("rules:compare"))
        assert_no_sideways_scroll(page)
        assert_no_axe_violations(page)
