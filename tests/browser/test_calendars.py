"""The year of a country, as the public and as those who announce see it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.core.calendars.policies import RIGHT
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot


@pytest.mark.parametrize("country", ["MA", "KW"])
def test_a_year_is_accessible_and_fits(screen, country):
    assert screen.open(f"/calendar/{country}/2027/").status == 200
    screenshot(screen.page, f"calendar-{country}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


@pytest.fixture
def announcing(arabic, client, settings):
    """Somebody who announces, signed in on this screen."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    ministry = people.administration()
    person = people.person(administration=ministry)
    people.seat(person, people.post(people.root(ministry), rights={RIGHT: "administration"}))
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    arabic.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": arabic.base}])
    return arabic


def test_a_day_off_is_announced_and_withdrawn(announcing):
    page, year = announcing.page, timezone.localdate().year + 1
    announcing.open(f"/calendar/MA/{year}/")
    assert_no_sideways_scroll(page)
    page.locator("[name=kind]").select_option("holiday")
    page.locator("[name=day]").fill(f"{year}-02-04")
    for language, name in (("ar", "عطلة استثنائية"), ("fr", "Congé exceptionnel"), ("en", "Exceptional day off")):
        page.locator(f"[name=name_{language}]").fill(name)
    page.locator("[name=source]").fill("بلاغ رئاسة الحكومة")
    page.locator("form[action$='/announce/'] [name=checked]").check()
    screenshot(page, f"calendar-announce-{announcing.name}")
    page.locator("form[action$='/announce/'] button[type=submit]").click()
    page.get_by_text("بلاغ رئاسة الحكومة").first.wait_for()
    page.locator("details summary", has_text="سحب").first.click()
    page.locator("form[action$='/withdraw/'] [name=reason]").fill("بلاغ تكذيب")
    page.locator("form[action$='/withdraw/'] [name=checked]").check()
    assert_no_axe_violations(page, without=("summary-name",))  # the frame's own: the name in the menu of a phone
    screenshot(page, f"calendar-withdraw-{announcing.name}")
    page.locator("form[action$='/withdraw/'] button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("بلاغ رئاسة الحكومة").count() == 0
