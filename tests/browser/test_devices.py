"""A device is turned on, told by a real service worker, and forgotten."""

from __future__ import annotations

import json
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diwan.core.notifications.models import Device
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.push_server import Browser

from .conftest import opened

PREFERENCES = reverse("notifications:preferences")
# No push service is reached from a test: the browser answers as one that was given an address.
SUBSCRIBES = """
const there = { toJSON: () => (SAID), unsubscribe: async () => { sessionStorage.removeItem("on"); return true; } };
PushManager.prototype.getSubscription = async () => (sessionStorage.getItem("on") ? there : null);
PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("not as it should be");
    sessionStorage.setItem("on", "1");
    return there;
};
"""
SHOWN = """
() => navigator.serviceWorker.ready.then((one) => one.getNotifications())
    .then((all) => all.map(({ title, body, tag, dir, data }) => ({ title, body, tag, dir, url: data.url })))
"""


@pytest.fixture(params=[("ar", 390), ("fr", 390), ("ar", 1440), ("fr", 1440)], ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server):
    yield from opened(browser, live_server, *request.param, permissions=["notifications"])


def seen(screen, name):
    screenshot(screen.page, f"devices-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def test_a_device_is_turned_on_told_and_forgotten(screen, transactional_db):
    amina = people.person(language=screen.language)
    page = screen.page
    said = Browser().said("https://push.example.org/a")
    keys = {"endpoint": said["endpoint"], "keys": {"p256dh": said["p256dh"], "auth": said["auth"]}}
    page.add_init_script(SUBSCRIBES.replace("SAID", json.dumps(keys)))
    screen.sign_in(amina)
    screen.open(PREFERENCES)
    button = page.locator("[data-push] button")
    expect(button).to_be_visible()
    seen(screen, "off")
    button.click()
    expect(page.locator("[data-push-forget]")).to_be_visible()
    expect(page.locator("[data-push-state=on]")).to_be_visible()
    device = Device.objects.get()
    assert (device.person, device.endpoint) == (amina, said["endpoint"])
    seen(screen, "on")
    told(screen)
    page.locator("[data-push-forget] button").click()
    expect(page.locator("[data-push-forget]")).to_have_count(0)
    assert not Device.objects.exists()


def told(screen):
    """A message comes to the worker itself, as the browser would bring it; it is shown, and read off the screen."""
    page = screen.page
    line = page.context.new_cdp_session(page)
    registrations = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then((one) => Boolean(one.active))")
    until = time.monotonic() + 10
    while not registrations and time.monotonic() < until:
        page.wait_for_timeout(50)
    [registration] = {one["registrationId"] for one in registrations}
    assert registrations[0]["scopeURL"] == f"{screen.base}/"
    for count in (2, 3):
        text = {"title": "Diwan", "body": f"{count} ملفات تنتظركم", "url": "/parapheur/", "tag": "diwan-parapheur"}
        about = {"origin": screen.base, "registrationId": registration, "data": json.dumps(text | {"dir": "rtl"})}
        assert delivered(page, line, about) == [text | {"dir": "rtl"}], "the newest takes the place of the one before"


def delivered(page, line, about):
    """What is shown once a message came. On a busy machine the browser, which closes the one before under the same
    name, may close the new one with it: the message then comes again."""
    shown = []
    for _try in range(3):
        line.send("ServiceWorker.deliverPushMessage", about)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            page.wait_for_timeout(200)
            before, shown = shown, page.evaluate(SHOWN)
            if shown and shown == before and shown[0]["body"] == json.loads(about["data"])["body"]:
                return shown
    return shown


def test_a_browser_that_blocks_notifications_says_what_to_do(browser, live_server, transactional_db):
    for screen in opened(browser, live_server, "ar", 390):
        screen.page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' });")
        screen.sign_in(people.person())
        screen.open(PREFERENCES)
        expect(screen.page.locator("[data-push-state=denied]")).to_be_visible()
        expect(screen.page.locator("[data-push] button")).to_be_hidden()
        seen(screen, "denied")
