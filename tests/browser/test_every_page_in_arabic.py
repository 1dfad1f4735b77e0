from __future__ import annotations

from .every_page import PAGES, assert_every_page_is_accessible_and_fits


def test_every_page_is_accessible_and_fits(browser, live_server, settings):
    assert_every_page_is_accessible_and_fits(browser, live_server, settings, "ar")


def test_the_list_of_pages_is_not_empty():
    assert len(PAGES) > 20
