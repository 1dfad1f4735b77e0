"""My signature in a real browser: a certificate asked for with a passkey; a signature drawn by hand."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import expect

from diwan.core.accounts.models import Presence
from diwan.engines.signing import keys
from diwan.engines.signing.models import PersonKey, SignatureLook
from tests.core import people

from .journeys import add_passkey, plug_in


@pytest.fixture
def amina(transactional_db: None, settings: Any, tmp_path: Any) -> Any:
    settings.DIWAN_HOME = tmp_path
    ministry = people.administration()
    user = people.person(administration=ministry)
    people.seat(user, people.post(people.root(ministry)))
    yield user
    keys._identity.cache_clear()


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_a_certificate_with_a_passkey_and_a_drawn_signature(
    page: Any, amina: Any, live_server: Any, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    plug_in(page)
    base = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{base}{reverse('account_login')}?lang={language}")
    page.fill("[name=login]", amina.email)
    page.fill("[name=password]", people.PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)
    add_passkey(page, base)
    assert Authenticator.objects.filter(user=amina, type="webauthn").exists()

    page.goto(base + reverse("signing:ask_certificate"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.click("[data-presence-passkey]")
    page.wait_for_url("**" + reverse("signing:keys"))
    expect(page.locator(".key-card")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert PersonKey.objects.get().level == "advanced"
    assert Presence.objects.get().kind == "webauthn"

    page.goto(base + reverse("signing:look"))
    box = page.locator("[data-draw]").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()
    page.locator("form:has([data-draw]) button[type=submit]").click()
    page.wait_for_url("**" + reverse("signing:keys"))
    expect(page.locator(".signature-image")).to_be_visible()
    assert SignatureLook.objects.filter(person=amina).exists()
