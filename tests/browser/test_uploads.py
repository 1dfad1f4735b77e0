"""Files chosen in the deposit form: each on its line, sent at once, on a line that breaks."""

from __future__ import annotations

import hashlib
import random
import re

import pytest
from playwright.sync_api import expect

from diwan.core.files.models import StoredFile
from diwan.correspondence.deposits.models import Deposit
from tests.correspondence.deposits.conftest import PDF, open_counter
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot

from .conftest import opened
from .test_deposit import fill_in, submit

CUT = "net::ERR_|status of 4"  # what the browser says of a line cut and of a piece refused


def piece(name: str, size: int) -> dict:
    noise = random.Random(name).randbytes(size // 2).hex().encode()
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + b"\n% " + noise}


THREE = [piece("عقد الكراء.pdf", 900_000), piece("plan.pdf", 3_000_000), piece("annexe.pdf", 40_000)]


@pytest.fixture(params=[("ar", 390), ("fr", 1440)], ids=lambda case: f"{case[0]}-{case[1]}")
def form(request, browser, live_server, transactional_db):
    open_counter("MEN", "MA", "وزارة التربية الوطنية")
    for screen in opened(browser, live_server, *request.param, expected=CUT):
        screen.open("/deposits/new/")
        fill_in(screen.page, pieces=None)
        yield screen


def lines(page):
    return page.locator("[data-uploads] > li")


def sums(pieces):
    return sorted(hashlib.sha256(one["buffer"]).hexdigest() for one in pieces)


def test_three_files_one_cut_and_the_letter_has_exactly_these(form):
    page, cut = form.page, []

    def cut_once(route):
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0" and not cut:
            cut.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/files/uploads/**", cut_once)
    page.set_input_files("[name=pieces]", THREE)
    expect(lines(page)).to_have_count(3)
    expect(page.locator("[data-uploads] > li.is-done")).to_have_count(3, timeout=30_000)
    assert cut, "the line was not cut"
    shown = sorted(page.locator("[data-uploads] code").all_text_contents())
    assert shown == sums(THREE)
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    page.locator(".uploader").scroll_into_view_if_needed()
    screenshot(page, f"uploads-done-{form.name}", full_page=False)
    submit(page).click()
    page.wait_for_url(re.compile("/deposits/MEN-"))
    assert sorted(Deposit.objects.get().pieces.values_list("file__sha256", flat=True)) == sums(THREE)
    assert StoredFile.objects.filter(claims__purpose="deposits.piece").count() == 3
