"""A deposit of the public given down three levels to an agent, answered, sent and read with proof (issue 4, D.1): the
officials in Arabic at a desk with the depositor in French on a phone, and the other way round."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diwan.core.organisations.operations import posts
from diwan.correspondence.circulation.models import Instruction
from diwan.correspondence.delivery.models import Sending
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from tests.core import people
from tests.helpers import world
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.drafting import empower
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish

from .conftest import opened

SLOW = 30_000  # ms: a busy machine must not make a journey fail
WORDS = "تجدون رفقته شهادة العمل المطلوبة برقم 1234."
CASES = [("ar", 1440, "fr", 390), ("fr", 390, "ar", 1440)]


@pytest.fixture
def ministry(transactional_db, settings):
    """The ministry, a service under its division with an agent, and a deposit at its registry office."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    place = empower(furnish("MEN", "وزارة التربية الوطنية"))
    place.office.accepts_public = True
    place.office.save(update_fields=["accepts_public"])
    posts.grant_right(
        actor=people.SYSTEM, post_id=place.posts["clerk"].pk, right="deposits.process", reach="unit", now=people.NOW
    )
    service = people.unit(place.units["DIV"], "مصلحة الشهادات", "service")
    agent = people.person("Agent MEN", "كريم الإدريسي", administration=place.tenant)
    people.seat(agent, people.post(service, "مكلف بالشهادات", is_head=True))
    place.people["agent"] = agent
    handed = world.deposit(place.office, pieces=1)
    run_jobs()
    return SimpleNamespace(place=place, people=place.people, handed=handed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_down_three_levels_and_back_to_the_depositor(case, browser, live_server, ministry):
    language, width, theirs, their_width = case
    for official in opened(browser, live_server, language, width):
        for depositor in opened(browser, live_server, theirs, their_width):
            letter = accepted(official, ministry)
            given_down(official, ministry, letter)
            reply = drafted(official, ministry, letter)
            signed(official, ministry, reply)
            sending = sent(official, ministry, reply)
            read(depositor, ministry)
            proved(official, ministry, sending)


def looked_at(screen, name):
    screenshot(screen.page, f"three-levels-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def accepted(screen, ministry):
    """The registry takes charge of the deposit, which has become a letter."""
    screen.sign_in(ministry.people["clerk"])
    screen.open(reverse("deposits:reading", args=[ministry.handed.deposit.pk]) + "?state=registered")
    screen.page.locator("form[action$='/accept/'] button").click()
    expect(screen.page.locator("form[action$='/accept/']")).to_have_count(0)
    run_jobs()
    return letters.Letter.objects.get(origin=f"deposit:{ministry.handed.deposit.pk}")


def given_down(screen, ministry, letter):
    """Registry → directorate → division → the agent of the service, each from the letter in front of them."""
    for who, words in (("clerk", "مدير الموارد"), ("head", "قسم"), ("division", "الشهادات")):
        page = screen.page
        screen.sign_in(ministry.people[who])
        screen.open(reverse("letters:letter", args=[letter.pk]))
        page.locator(f"a[href='{reverse('circulation:give', args=[letter.pk])}']").first.click()
        page.fill("#id_q", words)
        page.locator("#found button[name=add]").first.click(timeout=SLOW)
        expect(page.locator(".give-line")).to_have_count(1, timeout=SLOW)
        if who == "head":
            looked_at(screen, "giving")
        page.locator("#giving .form-actions button[type=submit]").click()
        page.wait_for_url(re.compile(r"/letters/\d+/$"), timeout=SLOW)
        run_jobs()
    depths = [bool(row.dispatch.parent_id) for row in Instruction.objects.filter(letter=letter).order_by("pk")]
    assert depths == [False, True, True]


def drafted(screen, ministry, letter):
    """The agent finds it in their inbox, and writes the reply."""
    page = screen.page
    screen.sign_in(ministry.people["agent"])
    screen.open(reverse("desk:inbox"))
    page.locator(".row-item").first.click()
    expect(page.locator("#reading h1")).to_contain_text(letter.subject, timeout=SLOW)
    looked_at(screen, "inbox")
    screen.open(reverse("drafting:new") + f"?answers={letter.pk}")
    page.locator("main form[method=post] button.btn-primary").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/"), timeout=SLOW)
    editor = page.locator(".ql-editor").first
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(WORDS)
    expect(page.locator("[data-version-shown]")).to_have_text("2", timeout=SLOW)
    return drafting.Draft.objects.get()


def signed(screen, ministry, reply):
    """The director signs it: it gets its number, then its seal."""
    screen.sign_in(ministry.people["head"])
    screen.open(reverse("drafting:sign", args=[reply.pk]))
    screen.page.locator("main form[method=post] button.btn-primary").first.click()
    screen.page.wait_for_url(re.compile(r"/drafts/\d+/$"), timeout=SLOW)
    run_jobs()
    reply.refresh_from_db()
    assert reply.state == "sealed"


def sent(screen, ministry, reply):
    """The registry sends it to the space of the depositor, the way proposed first."""
    screen.sign_in(ministry.people["clerk"])
    screen.open(f"/deliveries/letter/{reply.letter_id}/")
    expect(screen.page.locator(".addressees select")).to_have_value("public")
    looked_at(screen, "sending")
    screen.page.locator("main form[method=post] button.btn-primary").click()
    expect(screen.page.locator(".story")).to_be_visible(timeout=SLOW)
    run_jobs()
    sending = Sending.objects.get()
    assert sending.state == "consigned", (sending.reason, sending.last_error)
    return sending


def read(screen, ministry):
    """The depositor follows their deposit, and opens the answer."""
    screen.open(f"/deposits/{ministry.handed.deposit.reference}/{ministry.handed.code}/")
    screen.page.locator("#answer button").click()
    expect(screen.page.locator("#answer")).to_contain_text("1234", timeout=SLOW)
    looked_at(screen, "answer")
    run_jobs()
    assert Deposit.objects.get().state == "answered"


def proved(screen, ministry, sending):
    """The sender sees that it was read, and when."""
    screen.open(reverse("delivery:sending", args=[sending.pk]))
    sending.refresh_from_db()
    assert sending.state == "accepted"
    expect(screen.page.locator(".story > li")).to_have_count(sending.evidence.count())
    looked_at(screen, "proof")
