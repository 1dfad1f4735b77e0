"""What journeys share: a look at each screen, a passkey of Chromium's own, a thumb that swipes, the Tab key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Screen


def looked_at(screen: Screen, name: str) -> None:
    """A picture of the screen, which fits and is accessible."""
    screenshot(screen.page, f"{name}-{screen.name}", full_page=False)
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def plug_in(page: Page) -> None:
    """An authenticator in this page, which answers at once that somebody is there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page: Page, base: str) -> None:
    """As whoever is signed in adds one on their account page."""
    page.goto(base + reverse("mfa_add_webauthn"))
    if page.locator("[name=password]").count():
        page.fill("[name=password]", people.PASSWORD)
        page.click("main button[type=submit]")
    page.fill("[name=name]", "my phone")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/2fa/recovery-codes/")


def judged(pdf: bytes) -> signing.Report:
    """What the signatures of a file are worth; in a thread of its own, for Playwright has an event loop in this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(signing.validate, pdf).result()


def swipe(page: Page, *, forward: bool) -> None:
    """A thumb drawn across the screen, towards the next thing or the one before: the other way round in Arabic."""
    arabic = page.evaluate("document.documentElement.dir") == "rtl"
    # Chromium drops what a finger does before it has painted a page for the first time.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    start, end = (60, 320) if forward == arabic else (320, 60)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, int]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": start, "y": 420})
    for step in range(1, 5):
        touch("touchMove", {"x": start + (end - start) * step // 4, "y": 420})
    touch("touchEnd")  # the line stays: leaving it would take the passkey of `plug_in` away with it


def tab_to(page: Page, selector: str, most: int = 150) -> Any:
    """Press Tab until what is named has the focus: whoever has no pointer comes there."""
    for _n in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return page.locator(":focus")
    raise AssertionError(f"{selector} is not reached with the Tab key on {page.url}")
