"""Files chosen in the deposit form: each on its line, sent at once, on a line that breaks."""

from __future__ import annotations

import hashlib
import random
import re

import pytest
from playwright.sync_api import expect

from diwan.core.files.models import StoredFile, Upload
from diwan.correspondence.deposits.models import Deposit
from tests.correspondence.deposits.conftest import PDF, open_counter
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot

from .conftest import opened
from .test_deposit import address, fill_in, go_on, introduce

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
        address(screen.page)
        introduce(screen.page)
        fill_in(screen.page, pieces=None)
        yield screen


def deposit(page):
    """From the letter to the page that follows it."""
    go_on(page)
    expect(page.locator(".readback")).to_be_visible()
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))


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
    deposit(page)
    assert sorted(Deposit.objects.get().pieces.values_list("file__sha256", flat=True)) == sums(THREE)
    assert StoredFile.objects.filter(claims__purpose="deposits.piece").count() == 3


def test_a_page_loaded_again_goes_on_where_it_stopped(form, tmp_path):
    """The second file is on its way when the page is loaded again; the first has arrived."""
    page, slow, path = form.page, [], tmp_path / "plan.pdf"
    path.write_bytes(THREE[1]["buffer"])  # a file of the device keeps its date

    def hold(route):
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0":
            slow.append(route)  # never answered
        else:
            route.continue_()

    page.set_input_files("[name=pieces]", THREE[2:])
    expect(page.locator("[data-uploads] > li.is-done")).to_have_count(1)
    page.route("**/files/uploads/*/", hold)
    page.set_input_files("[name=pieces]", path)
    expect(page.locator("[data-uploads] > li").nth(1).locator("[data-state]")).to_contain_text(
        re.compile(r"[1-9]\d? %")
    )
    while not slow:
        page.wait_for_timeout(50)
    page.unroute("**/files/uploads/*/")
    page.reload(wait_until="networkidle")
    expect(lines(page)).to_have_count(2)
    expect(page.locator("[data-uploads] > li.is-done bdi[data-name]")).to_have_text("annexe.pdf")
    screenshot(page, f"uploads-interrupted-{form.name}")
    had = Upload.objects.get(name="plan.pdf").received
    assert had > 0
    offsets = []
    page.on("request", lambda sent: sent.method == "PATCH" and offsets.append(int(sent.headers["upload-offset"])))
    fill_in(page, pieces=None)
    page.set_input_files("[name=pieces]", path)
    expect(page.locator("[data-uploads] > li.is-done")).to_have_count(2, timeout=30_000)
    assert min(offsets) >= had
    deposit(page)
    assert sorted(Deposit.objects.get().pieces.values_list("file__sha256", flat=True)) == sums(THREE[1:])


def test_paused_gone_on_with_and_removed_by_keyboard(form):
    page = form.page
    page.route("**/files/uploads/*/", lambda route: route.continue_() if route.request.method != "PATCH" else None)
    page.set_input_files("[name=pieces]", THREE[1:])
    first = lines(page).first
    first.locator("[data-pause]").press("Enter")
    expect(first.locator("[data-go]")).to_be_focused()
    screenshot(page, f"uploads-paused-{form.name}", full_page=False)
    assert_no_axe_violations(page)
    go_on(page)
    expect(page.locator("[data-said]")).not_to_be_empty()
    page.unroute("**/files/uploads/*/")
    expect(page.locator(".readback")).to_have_count(0)
    first.locator("[data-go]").press("Enter")
    lines(page).nth(1).locator("[data-remove]").press("Enter")
    expect(lines(page)).to_have_count(1)
    expect(page.locator("[data-uploads] > li.is-done")).to_have_count(1, timeout=30_000)
    deposit(page)
    assert Deposit.objects.get().pieces.get().file.name == "plan.pdf"


def test_refused_in_the_words_of_the_house(form):
    page = form.page
    bad = {**THREE[2], "buffer": PDF + b"<</S/JavaScript/JS(1)>>"}
    page.set_input_files("[name=pieces]", [bad, {"name": "a.exe", "mimeType": "x/y", "buffer": b"MZ"}])
    expect(page.locator("[data-uploads] > li.is-bad")).to_have_count(2)
    word = {"ar": "برنامجا", "fr": "programme"}[form.language]
    expect(lines(page).first.locator("[data-state]")).to_contain_text(word)
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    screenshot(page, f"uploads-refused-{form.name}", full_page=False)
    go_on(page)
    page.wait_for_timeout(300)
    expect(page.locator(".readback")).to_have_count(0)
    for _number in range(2):
        page.locator("[data-remove]").first.click()
    deposit(page)
    assert not Deposit.objects.get().pieces.exists()


def test_the_form_sent_too_early_goes_by_itself(form):
    page, held = form.page, []
    page.route(
        "**/files/uploads/*/",
        lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_(),
    )
    page.set_input_files("[name=pieces]", THREE[:1])
    while not held:
        page.wait_for_timeout(50)
    go_on(page)
    expect(page.locator("[data-said]")).not_to_be_empty()
    expect(page.locator(".readback")).to_have_count(0)
    page.unroute("**/files/uploads/*/")  # what was held goes on
    expect(page.locator(".readback")).to_be_visible(timeout=30_000)
    go_on(page)
    page.wait_for_url(re.compile("/deposits/MEN-"))
    assert Deposit.objects.get().pieces.count() == 1


def test_files_chosen_before_the_script_came(form):
    page, held = form.page, []
    page.route("**/uploader*.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.set_input_files("[name=pieces]", THREE[:1])
    expect(lines(page)).to_have_count(0)
    for route in held:
        route.continue_()
    expect(page.locator("[data-uploads] > li.is-done")).to_have_count(1)


def test_what_is_loaded_only_when_a_file_is_chosen(form):
    page, asked = form.page, []
    page.on("request", lambda sent: asked.append(sent.url))
    form.open("/deposits/draft/letter/")
    # The letter's own puzzle counts with the same library; what counts files comes with the first file.
    assert not [url for url in asked if url.endswith(("hash.js", "tus.js"))]
    page.set_input_files("[name=pieces]", THREE[:1])
    expect(page.locator("[data-uploads] > li.is-done")).to_have_count(1)
    assert [url for url in asked if url.endswith("hash.js")]


def test_without_a_script_the_files_travel_with_the_form(browser, live_server, transactional_db):
    open_counter("MEN", "MA", "وزارة التربية الوطنية")
    for screen in opened(browser, live_server, "ar", 390, java_script_enabled=False):
        page = screen.page
        page.goto(f"{screen.base}/deposits/new/?lang=ar")
        address(page)
        introduce(page)
        fill_in(page, pieces=THREE[1:])
        page.fill("[name=subject]", "")
        go_on(page)
        expect(page.locator("[name=kept_piece]")).to_have_count(2)
        screenshot(page, "uploads-plain-ar-390")
        page.locator("[name=kept_piece]").first.uncheck()
        page.fill("[name=subject]", "طلب شهادة العمل")
        deposit(page)
    assert Deposit.objects.get().pieces.get().file.name == "annexe.pdf"
