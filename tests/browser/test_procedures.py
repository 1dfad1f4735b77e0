"""The catalogue, from the keeper who offers a procedure to the depositor who finds it: two languages, two sizes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diwan.correspondence.procedures import api as procedures
from diwan.correspondence.procedures.models import Procedure
from tests.helpers import house
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot


def check(screen, name):
    screenshot(screen.page, f"procedures-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def test_a_procedure_is_offered_looked_at_found_and_handed_in(screen, settings):
    if screen.language not in {"ar", "fr"}:
        pytest.skip("Arabic and French are the two directions")
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    world = house.World(rights=("procedures.manage",))
    office = world.office
    procedures.load_all(now=timezone.now())
    page = screen.page
    screen.sign_in(world.users[house.HOLDER])

    screen.open(reverse("procedures:manage"))
    check(screen, "none-yet")
    screen.open(reverse("procedures:new"))
    check(screen, "new")
    page.fill("[name=code]", "permit")
    page.fill("[name=name_ar]", "رخصة فتح مؤسسة")
    page.fill("[name=name_fr]", "Permis d’ouverture")
    page.select_option("[name=legal_key]", "request")
    page.select_option("[name=silence]", "acceptance")
    page.fill("[name=days]", "61")
    page.fill("[name='pieces-0-name_ar']", "تصميم البناية")
    look = page.locator("button[formaction]")
    look.click()
    expect(page.locator("#preview [role=alert]")).to_be_visible()  # the law says 60 at most
    page.fill("[name=days]", "45")
    look.click()
    expect(page.locator("#preview h2").first).to_be_visible()
    expect(page.locator("#preview ol.needed")).to_contain_text("تصميم البناية")
    check(screen, "preview")
    assert not Procedure.objects.filter(code="permit").exists()
    page.locator(".procedure-form button.btn-primary").click()
    page.wait_for_url("**/procedures/manage/*/")
    check(screen, "history")

    screen.open(reverse("procedures:home") + "?q=رخصه فتح موسسه")
    check(screen, "home")
    page.locator(".procedure-line a").click()
    check(screen, "procedure")
    version = Procedure.objects.get(code="permit").versions.get()
    link = page.locator(".procedure-offices a.btn-primary")
    assert link.get_attribute("href").endswith(f"?office={office.pk}&procedure={version.pk}")
