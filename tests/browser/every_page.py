"""Every page of the access table, seen by who may see it, at a desk and on a phone, in a language.

The longest test there is: a file for each language, so that two processes share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tests.core import people
from tests.helpers.browser import WIDTHS, assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.house import ANONYMOUS, HOLDER, World
from tests.house.access import TABLE

from .conftest import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Not ours: the reader of the API's description comes with the library.
PAGES = [name for name, row in TABLE.items() if row.get == 200 and not name.startswith("api-1:")]


def assert_every_page_is_accessible_and_fits(browser: Browser, live_server: Any, settings: Any, language: str) -> None:
    """One browser for all pages of a language; what is wrong is told page by page."""
    rights = sorted({right for row in TABLE.values() for right in row.rights})
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False  # its own pages are in the table
    world = World(tuple(rights))
    every = people.post(people.root(world.here), rights=dict.fromkeys(rights, "instance"))  # pages of the platform
    people.seat(world.users[HOLDER], every)
    wrong = []
    for screen in opened(browser, live_server, language, max(WIDTHS)):
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
            screen.page.set_viewport_size({"width": max(WIDTHS), "height": WIDTHS[max(WIDTHS)]})
            screen.open(path)
            for width in sorted(WIDTHS, reverse=True):
                screen.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
                screenshot(screen.page, f"page-{name.replace(':', '-')}-{language}-{width}", full_page=False)
                wrong += seen_wrong(screen.page, f"{name} at {width}")
    assert not wrong, "\n\n".join(wrong)


def seen_wrong(page: Page, name: str) -> list[str]:
    wrong = []
    for check in (assert_no_sideways_scroll, assert_no_axe_violations):
        try:
            check(page)
        except AssertionError as error:
            wrong.append(f"{name}: {error}")
    return wrong
