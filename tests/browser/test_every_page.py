"""Every page of the access table, seen by who may see it, in Arabic and French, on a phone and at a desk."""

from __future__ import annotations

import itertools

import pytest
from django.urls import reverse

from tests.core import people
from tests.helpers.browser import WIDTHS, assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.house import ANONYMOUS, HOLDER, World
from tests.house.access import TABLE

from .conftest import opened

# Not ours: the reader of the API's description comes with the library.
PAGES = [name for name, row in TABLE.items() if row.get == 200 and not name.startswith("api-1:")]


@pytest.mark.parametrize("case", list(itertools.product(("ar", "fr"), WIDTHS)), ids=lambda case: f"{case[0]}-{case[1]}")
def test_every_page_is_accessible_and_fits(case, browser, live_server, settings):
    """One browser for all pages of a language and a width; what is wrong is told page by page."""
    language, width = case
    rights = sorted({right for row in TABLE.values() for right in row.rights})
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False  # its own pages are in the table
    world = World(tuple(rights))
    every = people.post(people.root(world.here), rights=dict.fromkeys(rights, "instance"))  # pages of the platform
    people.seat(world.users[HOLDER], every)
    wrong = []
    for screen in opened(browser, live_server, language, width):
        for name in PAGES:
            row = TABLE[name]
            visitor = world.client(next(person for person in (ANONYMOUS, HOLDER) if row.answer(person, "get") == 200))
            path = reverse(name, kwargs=row.at(world))
            answer = visitor.get(path)
            answer.close()
            assert answer.status_code == 200, path
            if answer.streaming or b"<html" not in answer.content:
                continue  # a file, a fragment, or data
            screen.page.context.clear_cookies()
            screen.page.context.add_cookies(
                [{"name": c.key, "value": c.value, "url": screen.base} for c in visitor.cookies.values()]
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
