"""Every page of the access table that answers, seen by who may see it, in Arabic and French, on a phone and at a desk."""

from __future__ import annotations

import itertools

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.helpers.browser import WIDTHS, assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.house import HOLDER, World
from tests.house.access import DEMO, PUBLIC, TABLE

from .conftest import opened

# Not ours: the reader of the API's description comes with the library.
PAGES = [name for name, row in TABLE.items() if row.get == 200 and not name.startswith("api-1:")]


@pytest.mark.parametrize("case", list(itertools.product(("ar", "fr"), WIDTHS)), ids=lambda case: f"{case[0]}-{case[1]}")
def test_every_page_is_accessible_and_fits(case, browser, live_server):
    """One browser for all pages of a language and a width; what is wrong is told page by page."""
    language, width = case
    rights = sorted({right for row in TABLE.values() for right in row.rights})
    world = World(tuple(rights))
    wrong = []
    for screen in opened(browser, live_server, language, width):
        for name in PAGES:
            row = TABLE[name]
            person = None if row.who in {PUBLIC, DEMO} else HOLDER
            cookies = world.client(person).cookies if person else {}
            path = reverse(name, kwargs=row.at(world))
            if b"<html" not in (world.client(person) if person else Client()).get(path).content:
                continue  # a fragment, or data
            screen.page.context.clear_cookies()
            screen.page.context.add_cookies(
                [{"name": c.key, "value": c.value, "url": screen.base} for c in getattr(cookies, "values", list)()]
            )
            response = screen.open(path)
            screenshot(screen.page, f"page-{name.replace(':', '-')}-{language}-{width}", full_page=False)
            for check in (assert_no_sideways_scroll, assert_no_axe_violations):
                try:
                    check(screen.page)
                except AssertionError as error:
                    wrong.append(f"{name} ({response.status}): {error}")
    assert not wrong, "\n\n".join(wrong)


def test_the_list_of_pages_is_not_empty():
    assert len(PAGES) > 20
    assert settings.DIWAN_DEMO
