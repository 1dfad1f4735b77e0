"""A real headless Chromium before the real pages. What goes wrong in its console fails the test."""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.helpers.browser import CHROMIUM, FLAGS, LANGUAGES, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response

# Playwright's synchronous door runs an event loop in this thread; Django would take our fixtures for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Milliseconds; not five thousand: with four Chromiums at work, an answer with a sealed page takes longer.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM ON THIS MACHINE: the browser tests were not run. Install the package chromium.")
    return {"executable_path": CHROMIUM, "args": FLAGS, "headless": True}


@dataclass
class Screen:
    """A page in one language at one width."""

    page: Page
    base: str
    language: str
    width: int

    def open(self, path: str) -> Response:
        """Go to a path of the server, in the language of this screen."""
        joint = "&" if "?" in path else "?"
        response = self.page.goto(f"{self.base}{path}{joint}lang={self.language}", wait_until="networkidle")
        assert response is not None
        return response

    def sign_in(self, user: Any) -> None:
        """Open a session for this user, as the sign-in page would.

        The page of whoever was there is left first: a file it still asked for would be refused to the one who comes.
        """
        if self.page.url.startswith(self.base):
            self.page.goto("about:blank")
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.base, "httpOnly": True}]
        )

    @property
    def name(self) -> str:
        """For the name of a picture: `ar-390`."""
        return f"{self.language}-{self.width}"


def watched(page: Page, expected: str = "status of 422") -> list[str]:
    """A list that fills with whatever the page complains of: errors of scripts, refusals of the content policy.

    But for what is `expected`; a form shown again with its mistakes is an answer.
    """
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on(
        "console",
        lambda said: (
            troubles.append(f"{said.type}: {said.text} {said.location.get('url', '')}")
            if said.type in {"error", "warning"} and not re.search(expected, said.text)
            else None
        ),
    )
    return troubles


def opened(
    browser: Browser, live_server: Any, language: str, width: int, expected: str = "status of 422", **context: Any
) -> Iterator[Screen]:
    place = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, locale=language, **context)
    page = place.new_page()
    troubles = watched(page, expected)
    yield Screen(page, live_server.url, language, width)
    place.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture(params=list(itertools.product(LANGUAGES, WIDTHS)), ids=lambda p: f"{p[0]}-{p[1]}")
def screen(request: pytest.FixtureRequest, browser: Browser, live_server: Any) -> Iterator[Screen]:
    """Each language at each width: eight runs of the test."""
    yield from opened(browser, live_server, *request.param)


@pytest.fixture(params=list(WIDTHS))
def arabic(request: pytest.FixtureRequest, browser: Browser, live_server: Any) -> Iterator[Screen]:
    """Arabic at each width: for tests of behaviour, where the other languages teach nothing more."""
    yield from opened(browser, live_server, "ar", request.param)


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """One page, Arabic, at a desk; `page.goto("/")` goes to the test server."""
    for one in opened(browser, live_server, "ar", 1440, base_url=live_server.url):
        yield one.page
