"""The frame and the home page, seen in each language, at each width, light and dark."""

from __future__ import annotations

import pytest

from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_home_is_accessible_and_fits(screen, theme):
    screen.page.context.add_cookies([{"name": "theme", "value": theme, "url": screen.base}])
    assert screen.open("/").status == 200
    assert screen.page.locator("html").get_attribute("lang") == screen.language
    assert screen.page.locator("html").get_attribute("dir") == ("rtl" if screen.language == "ar" else "ltr")
    screenshot(screen.page, f"home-{screen.name}-{theme}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/style/", "/style/?desk", "/style/?desk&row=1"], ids=["pieces", "desk", "reading"])
def test_style_guide_is_accessible_and_fits(screen, theme, path):
    screen.page.context.add_cookies([{"name": "theme", "value": theme, "url": screen.base}])
    assert screen.open(path).status == 200
    screenshot(
        screen.page, f"style{path[7:].replace('?', '-').replace('&', '-').replace('=', '')}-{screen.name}-{theme}"
    )
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)
