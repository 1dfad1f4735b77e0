"""The directory and the account pages, seen in Arabic and French, on a phone and at a desk."""

from __future__ import annotations

import pytest
from django.urls import reverse

from diwan.core.accounts.enums import ADMINISTER as ADMINISTER_ACCOUNTS
from diwan.core.organisations.enums import ADMINISTER
from tests.core import people
from tests.core.people import PASSWORD
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot

PUBLIC = ["account_login", "account_reset_password", "accounts:ended", "organisations:directory"]
MINE = ["account_change_password", "mfa_index", "usersessions_list", "accounts:second_factor", "accounts:people"]


@pytest.fixture
def omar(settings):
    """Omar, who administers a ministry with a region and a province."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    ministry = people.administration()
    region = people.unit(people.root(ministry), "أكاديمية الجهة فاس مكناس", "region", code="FM")
    people.unit(region, "المديرية الإقليمية تاونات", "province")
    omar = people.person("Omar Bennani", "عمر بناني", administration=ministry)
    rights = {ADMINISTER: "administration", ADMINISTER_ACCOUNTS: "administration"}
    people.seat(omar, people.post(people.root(ministry), "مدير نظم المعلومات", rights=rights))
    head = people.post(region, "مدير الأكاديمية", is_head=True)
    people.seat(people.person(administration=ministry), head)
    omar.places = {"unit": region.pk, "name_holder": head.pk, "add_unit": region.pk}
    return omar


def sign_in(page, base, user):
    page.goto(base + reverse("account_login"))
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form[action*=login] button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)


def check(screen, name):
    screenshot(screen.page, f"{name.replace(':', '-')}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def test_every_page_is_accessible_and_fits(screen, omar):
    if screen.language not in {"ar", "fr"}:
        pytest.skip("Arabic and French are the two directions")
    for name in PUBLIC:
        assert screen.open(reverse(name)).status == 200
        check(screen, name)
    sign_in(screen.page, screen.base, omar)
    for name in MINE:
        assert screen.open(reverse(name)).status == 200
        check(screen, name)
    for name, key in omar.places.items():
        assert screen.open(reverse(f"organisations:{name}", args=[key])).status == 200
        check(screen, f"organisations:{name}")


def test_the_tree_opens_in_place_and_a_unit_is_added(arabic, omar):
    page = arabic.page
    sign_in(page, arabic.base, omar)
    arabic.open(reverse("organisations:directory"))
    page.click("summary:has-text('وزارة التربية')")
    page.click("summary:has-text('أكاديمية الجهة')")
    page.click("text=المديرية الإقليمية تاونات")
    page.click("main a[href$='/add/']")
    page.fill("[name=name_ar]", "مصلحة التخطيط")
    page.select_option("[name=kind]", "service")
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_selector("text=مصلحة التخطيط")


def test_a_session_cut_while_the_tree_is_open_is_told_why(browser, live_server, omar):
    """In a context of its own: the browser's console is right to complain of the 401."""
    page = browser.new_context().new_page()
    sign_in(page, live_server.url, omar)
    page.goto(live_server.url + reverse("organisations:directory") + "?lang=ar")
    omar.access_epoch += 1
    omar.save()
    with page.expect_navigation(url="**/account/ended/"):
        page.click("summary:has-text('وزارة التربية')")
    page.context.close()


def test_a_passkey_is_registered_and_opens_the_session(page, omar, live_server):
    """A virtual authenticator of the browser: a real ceremony, under the strict content policy."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    base = live_server.url.replace("127.0.0.1", "localhost")
    sign_in(page, base, omar)
    page.goto(base + reverse("mfa_add_webauthn"))
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
    page.fill("[name=name]", "my laptop")
    if page.locator("[name=passwordless]").count():
        page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/2fa/recovery-codes/")
    page.click("main form button")
    assert len(page.locator("#recovery_codes").input_value().split()) == 10
    page.context.clear_cookies()
    page.goto(base + reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(base + reverse("mfa_index"))
    assert page.locator("nav.account-menu").count() == 1
