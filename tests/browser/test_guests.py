"""A contractor signs a convention from outside, on a phone in Arabic and at a desk in French; real e-mails."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.signing import api as signing
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.drafting import empower
from tests.helpers.guests import EMAIL, code_in, convention, link_in
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish
from tests.helpers.mail_server import MailServer
from tests.helpers.parapheur import pdf_of, stored

from .conftest import opened

CASES = [("ar", 390), ("fr", 1440)]


@pytest.fixture
def mails(settings):
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield server
    server.stop()


@pytest.fixture
def house(transactional_db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    place = empower(furnish("MEN", "وزارة التربية الوطنية والتعليم الأولي والرياضة"))
    place.kind = convention(place, days=5)
    place.kind.read_all = True
    place.kind.save()
    return place


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, house, mails):
    yield from opened(browser, live_server, *request.param, "status of (422|409)", has_touch=request.param[1] == 390)


def seen(screen, name):
    screen.page.evaluate("scrollTo(0, 0)")  # half under what stays in sight, a button is small
    screenshot(screen.page, f"guest-{name}-{screen.name}", full_page=False)
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def to_guest(mails):
    """The last e-mail the person outside got."""
    run_jobs()
    return next(one for one in reversed(mails.received) if one["To"] == EMAIL)


def path_of(mail):
    return urlsplit(link_in(mail)).path


def sent_by_author(screen, house):
    """The author says who signs from outside, and sends."""
    page, sheet = screen.page, stored(pdf_of("اتفاقية شراكة"), "اتفاقية.pdf")
    folder = parapheur.prepare(
        actor=house.actor("division"),
        post_id=house.posts["division"].pk,
        said=parapheur.Said(type=house.kind.pk, title="اتفاقية شراكة مع شركة الأطلس"),
        main=[sheet.pk],
        now=timezone.now(),
    )
    run_jobs()
    screen.sign_in(house.people["division"])
    screen.open(reverse("parapheur:prepare", args=[folder.pk]))
    page.locator("[name=guest_company_name]").fill("مريم الصقلي")
    page.locator("[name=guest_company_capacity]").fill("عن شركة الأطلس")
    page.locator("[name=guest_company_email]").fill(EMAIL)
    page.locator("[name=guest_company_language]").select_option(screen.language)
    seen(screen, "asked")
    page.locator("form[enctype] button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    page.locator("[data-key=S]").click()
    expect(page).to_have_url(re.compile(r"/parapheur/\d+/"))
    return folder


def test_a_contractor_signs_from_outside(screen, house, mails):
    page = screen.page
    folder = sent_by_author(screen, house)
    mail = to_guest(mails)
    page.context.clear_cookies()

    screen.open(path_of(mail))
    expect(page.locator("main")).not_to_contain_text(folder.title)
    seen(screen, "link")
    page.locator("main form .btn-primary").click()
    expect(page.locator("[name=code]")).to_be_visible()
    code = code_in(to_guest(mails))
    page.locator("[name=code]").fill("000000" if code != "000000" else "111111")
    page.locator("main section .btn-primary").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    seen(screen, "wrong-code")
    page.locator("[name=code]").fill(code)
    page.locator("main section .btn-primary").click()

    expect(page.locator("h1")).to_contain_text(folder.title)
    expect(page.locator(".sheet img").first).to_be_visible()
    seen(screen, "reading")
    page.locator(".sheet").first.scroll_into_view_if_needed()
    expect(page.locator("#unread-pages")).to_have_text("")  # the page told by itself that it was read
    page.locator("[name=agree]").check()
    page.locator("section[aria-labelledby=sign-title] .btn-primary").click()
    expect(page.locator("main .notice")).to_be_visible()
    seen(screen, "signed")

    receipt = to_guest(mails)
    screen.open(path_of(receipt))
    expect(page.locator("main .lines li")).to_have_count(2)
    seen(screen, "receipt")
    with page.expect_download() as fetched:
        page.locator("main .lines a.btn").first.click()
    content = fetched.value.path().read_bytes()
    assert [one.verdict for one in signing.examine(content).signatures] == [signing.Verdict.PASSED]

    page.context.clear_cookies()
    screen.sign_in(house.people["division"])
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    expect(page.locator(".way")).to_contain_text("مريم الصقلي")
    seen(screen, "author")


def test_without_a_script_a_refusal_and_another_person_asked(screen, house, mails):
    """The main way needs no script; the author sees the link where it is sent anew."""
    page = screen.page
    folder = sent_by_author(screen, house)
    run_jobs()
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    page.locator(".way form button").first.click()
    expect(page.locator(".guest-link input")).to_be_visible()
    seen(screen, "resent")
    first = path_of(to_guest(mails))
    plain = page.context.browser.new_context(java_script_enabled=False, locale=screen.language)
    bare = plain.new_page()
    bare.goto(f"{screen.base}{first}?lang={screen.language}")
    bare.locator("main form .btn-primary").click()
    bare.locator("[name=code]").fill(code_in(to_guest(mails)))
    bare.locator("main section .btn-primary").click()
    bare.locator(".sheet-seen button").click()
    expect(bare.locator(".sheet-seen")).to_have_count(0)
    bare.locator("details.fold summary").last.click()
    bare.locator("[name=text]").fill("المبلغ غير صحيح")
    bare.locator("main .btn-danger").click()
    expect(bare.locator("main .notice")).to_be_visible()
    plain.close()
    assert parapheur.Guest.objects.get().reason == "المبلغ غير صحيح"
