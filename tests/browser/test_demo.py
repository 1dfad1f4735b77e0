"""Stepping into a role, as a newcomer does it."""

from __future__ import annotations

import pytest

from diwan.portal.demo.models import Load
from tests.core import people
from tests.helpers import browser, world


@pytest.fixture
def _demo():
    office = world.office(people.root(people.administration("MEN")), "MEN")
    world.clerk(office, "S Bennani")
    Load.objects.create(pk=1, loaded_at=people.NOW)


@pytest.mark.usefixtures("_demo")
def test_the_cast_can_be_read_by_everyone_and_fits(screen):
    assert screen.open("/demo/").status == 200
    browser.assert_no_axe_violations(screen.page)
    browser.assert_no_sideways_scroll(screen.page)
    browser.screenshot(screen.page, f"demo-{screen.name}")


@pytest.mark.usefixtures("_demo")
def test_one_click_and_one_is_at_the_desk(arabic):
    arabic.open("/demo/")
    arabic.page.get_by_role("button", name="الدخول باسم سلمى بناني").click()
    arabic.page.wait_for_url("**/inbox/**")
    assert arabic.page.get_by_text("عرض توضيحي").first.is_visible()
