"""An administration joins: from the operator's form to the word "ready", in Arabic at a desk and French on a phone."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from diwan.core.organisations.models import Administration, Post, RegistryOffice
from diwan.engines.registers import api as registers
from diwan.portal.joining.enums import OPERATE
from diwan.portal.joining.models import Trial
from tests.core import people
from tests.core.people import PASSWORD
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.portal.joining.conftest import PEOPLE, UNITS, whole

from .conftest import opened

SECRET = "un tout autre secret"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRONG = [[*UNITS[0]], ["BO", "SGG", "office", "مكتب الضبط", "Bureau d'ordre", ""]]
TEN_MINUTES = 600  # seconds
FIELDS = {
    "code": "OUZ",
    "name_ar": "جماعة وزان",
    "name_fr": "Commune d'Ouezzane",
    "email": "said@ouezzane.example",
    "admin_ar": "سعيد الوزاني",
    "admin_latin": "Said Ouazzani",
}


@pytest.fixture
def operator(transactional_db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    home = people.administration("DGSI", arabic="المديرية العامة لنظم المعلومات")
    user = people.person("Platform Operator", "مشغل المنصة", administration=home)
    people.seat(user, people.post(people.root(home), rights={OPERATE: "instance"}))
    return user


@pytest.fixture(params=[("ar", 1440), ("fr", 390)], ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, operator):
    yield from opened(browser, live_server, *request.param)


class Walk:
    """What one does with the mouse, counted."""

    def __init__(self, screen):
        self.screen, self.page, self.clicks, self.started = screen, screen.page, 0, time.monotonic()

    def click(self, selector):
        self.clicks += 1
        self.page.locator(selector).first.click()

    def submit(self):
        self.click("main form[method=post] .btn-primary[type=submit], main form[method=post] .btn-primary")

    def seen(self, name):
        screenshot(self.page, f"joining-{name}-{self.screen.name}")
        assert_no_sideways_scroll(self.page)
        assert_no_axe_violations(self.page)

    def send(self, content):
        self.clicks += 1
        file = {"name": "ouezzane.xlsx", "mimeType": XLSX, "buffer": content}
        self.page.set_input_files("[name=workbook]", file)
        self.submit()

    def next_step(self):
        """From the board to the step it proposes."""
        self.click(".joining-step.is-next a.btn")


def test_an_administration_joins(screen, operator, mailoutbox):
    page = screen.page
    screen.open("/account/login/?next=/joining/administrations/")
    page.fill("[name=login]", operator.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form[method=post] button[type=submit]").first.click()
    walk = Walk(screen)
    walk.click("main a[href$='/open/']")
    for field, value in FIELDS.items():
        page.fill(f"[name={field}]", value)
    page.select_option("[name=language]", screen.language)
    walk.seen("open")
    walk.submit()
    page.wait_for_url("**/joining/administrations/")
    walk.seen("administrations")
    run_jobs()
    page.context.clear_cookies()

    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[-1].body).group(1)
    walk = Walk(screen)  # the ten minutes of the administrator begin with the e-mail
    screen.open(link)
    walk.seen("invitation")
    page.fill("[name=new_password1]", SECRET)
    page.fill("[name=new_password2]", SECRET)
    walk.submit()
    page.wait_for_url("**/help/welcome/")
    walk.seen("welcome")

    screen.open("/joining/")
    walk.seen("board-empty")
    walk.next_step()
    walk.seen("upload")
    walk.send(whole(units=WRONG, people=[*PEOPLE, ["not an address", "شخص", "Person", "", "ar"]]))
    expect(page.locator("main table tbody tr")).to_have_count(2)
    walk.seen("mistakes")
    with page.expect_download() as download:
        walk.click("a[href$='mistakes.xlsx']")
    assert download.value.path().stat().st_size > 5000
    walk.click("main .buttons a[href$='/import/']")
    walk.send(whole())
    expect(page.locator("main table tbody tr")).to_have_count(8)
    walk.seen("preview")
    walk.submit()
    page.wait_for_url("**/joining/")
    assert Post.objects.filter(code="BO-AGENT").exists()

    walk.next_step()
    walk.click("main a[href$='/offices/open/']")
    unit = page.locator("[name=unit] option", has_text="BO").get_attribute("value")
    page.select_option("[name=unit]", unit)
    page.fill("[name=code]", "OUZ")
    page.fill("[name=name_ar]", "مكتب الضبط المركزي")
    page.fill("[name=name_fr]", "Bureau d'ordre central")
    walk.seen("office")
    walk.submit()
    page.wait_for_url("**/joining/offices/")
    walk.seen("offices")
    assert RegistryOffice.objects.get(code="OUZ").accepts_public

    screen.open("/joining/seal/")
    if page.locator(
        "form[action$='/make/']"
    ).count():  # another run of this test may have made this key on this machine
        walk.click("form[action$='/make/'] button")
    expect(page.locator(".proof-ok")).to_be_visible()
    walk.seen("seal")

    screen.open("/joining/invitations/")
    walk.click("form[action$='/all/'] button")
    expect(page.locator("form[action$='/all/']")).to_have_count(0)
    walk.seen("invitations")

    screen.open("/joining/trial/")
    walk.submit()
    run_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("OUZ-")
    walk.seen("trial")
    followed = page.locator("main a[href*='/deposits/OUZ-']").get_attribute("href")
    page.goto(screen.base + followed)
    expect(page.locator("a[href$='receipt.pdf']")).to_be_visible()
    page.go_back()
    walk.click("form[action$='/annul/'] button")
    expect(page.locator("form[action$='/annul/']")).to_have_count(0)

    screen.open("/joining/look/")
    page.fill("[name=emblem]", "وزان")
    walk.submit()
    page.wait_for_url("**/joining/")
    expect(page.locator(".joining-ready")).to_be_visible()
    walk.seen("ready")
    seconds = time.monotonic() - walk.started
    print(f"\n{screen.name}: ready in {seconds:.0f} s and {walk.clicks} clicks")
    assert seconds < TEN_MINUTES
    assert registers.irregularities() == []
    assert Trial.objects.get().annulled_at
    assert Administration.objects.get(code="OUZ").emblem == "وزان"


def test_the_tour_points_and_is_left_by_keyboard(screen, operator):
    tenant = people.administration("MEN")
    clerk = people.person(administration=tenant)
    people.seat(clerk, people.post(people.root(tenant), rights={"organisations.administer": "administration"}))
    page = screen.page
    screen.sign_in(clerk)
    screen.open("/help/")
    assert_no_axe_violations(page)
    screenshot(page, f"joining-help-{screen.name}")
    page.locator("main .btn-primary").click()
    card = page.locator(".tour")
    expect(card).to_be_visible()
    expect(page.locator(".tour-target")).to_have_count(1)
    assert_no_axe_violations(page)
    screenshot(page, f"joining-tour-{screen.name}", full_page=False)
    page.keyboard.press("ArrowLeft" if screen.language == "ar" else "ArrowRight")
    page.wait_for_url("**step=1*")
    expect(card).to_be_visible()
    page.locator(".tour .btn-primary").click()
    page.wait_for_url("**/joining/import/**")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "tour" not in url)
    expect(card).to_have_count(0)
