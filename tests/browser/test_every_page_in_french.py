from __future__ import annotations

from .every_page import assert_every_page_is_accessible_and_fits


def test_every_page_is_accessible_and_fits(browser, live_server, settings):
    assert_every_page_is_accessible_and_fits(browser, live_server, settings, "fr")
