"""What the scripts of the frame add: the palette, keys, dialogs, themes, files, and documents shown in the page."""

from __future__ import annotations

import gzip

import pytest

from diwan.kit import navigation
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot

FIRST_PAGE = 300_000  # bytes: what a first visit may weigh before its documents


@pytest.fixture
def staff(arabic, monkeypatch):
    """Somebody at their desk, with two pages open to them and letters that a search finds."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_providers", {})
    navigation.register(
        navigation.Entry(section="", label="صندوق المنصب", url_name="shell:style", count=lambda a: 14, bell=True)
    )
    navigation.register(navigation.Entry(section="السجلات", label="البحث", url_name="shell:search", order=200))
    found = navigation.Found("طلب توضيح", "و 2026/1284", "/style/?desk&row=1")
    navigation.register_search("letters", "المراسلات", lambda actor, text, limit: [found] if "توضيح" in text else [])
    person = people.person()
    tenant = people.administration()
    people.seat(person, people.post(people.unit(people.root(tenant))))
    arabic.sign_in(person)
    return arabic


def test_palette_finds_pages_and_things_with_the_keyboard_alone(staff):
    staff.open("/style/?desk")
    staff.page.keyboard.press("Control+k")
    palette = staff.page.locator("dialog.palette")
    palette.get_by_role("option").first.wait_for()
    assert palette.get_by_role("option").count() == 2
    staff.page.keyboard.type("توضيح")
    palette.get_by_text("طلب توضيح").wait_for()
    screenshot(staff.page, f"palette-{staff.width}", full_page=False)
    assert_no_axe_violations(staff.page)
    staff.page.keyboard.press("Enter")
    staff.page.wait_for_url("**/style/?desk&row=1")


def test_palette_says_when_nothing_is_found_and_closes_on_escape(staff):
    staff.open("/style/?desk")
    staff.page.keyboard.press("Control+k")
    staff.page.keyboard.type("لا وجود له")
    staff.page.locator("[data-palette-none]").wait_for()
    staff.page.keyboard.press("Escape")
    assert staff.page.locator("dialog[open]").count() == 0


def test_search_works_without_scripts_as_a_page(staff):
    staff.open("/go/?q=توضيح")
    assert staff.page.get_by_role("link", name="طلب توضيح").is_visible()
    screenshot(staff.page, f"search-{staff.width}")
    assert_no_sideways_scroll(staff.page)
    assert_no_axe_violations(staff.page)


def test_desk_of_somebody_signed_in_with_menu_open(staff):
    staff.open("/style/?desk&row=1")
    staff.page.locator(".menu summary").click()
    screenshot(staff.page, f"desk-menu-{staff.width}", full_page=False)
    assert_no_axe_violations(staff.page)
    staff.page.keyboard.press("Escape")
    assert not staff.page.locator(".menu[open]").count()
    if staff.width < 800:
        staff.page.locator(".menu-button").click()
        assert staff.page.locator("#side").is_visible()
        screenshot(staff.page, "desk-side-390", full_page=False)
        assert_no_axe_violations(staff.page)


def test_letters_move_along_the_list_and_can_be_turned_off(staff):
    page = staff.page
    staff.open("/style/?desk")
    if staff.width < 800:
        pytest.skip("a phone has no keyboard")
    focused = "[...document.querySelectorAll('[data-list] a')].indexOf(document.activeElement)"
    page.keyboard.press("j")
    assert page.evaluate(focused) == 1  # the first row is the open one
    page.keyboard.press("j")
    assert page.evaluate(focused) == 2
    page.keyboard.press("k")
    assert page.evaluate(focused) == 1
    page.keyboard.press("?")
    help_ = page.locator("[data-keys-help]")
    assert help_.is_visible()
    assert "إعداد جواب" in help_.inner_text()
    screenshot(page, "keys", full_page=False)
    assert_no_axe_violations(page)
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.locator(".row-item").first.focus()
    page.keyboard.press("j")
    assert page.evaluate(focused) == 0


def test_theme_turns_at_once_and_the_server_keeps_it(arabic):
    arabic.open("/")
    arabic.page.locator(".foot [data-theme-name=dark]").click()
    html = arabic.page.locator("html")
    assert html.get_attribute("data-bs-theme") == "dark"
    arabic.page.reload()
    assert html.get_attribute("data-bs-theme") == "dark"
    arabic.page.locator(".foot [data-theme-name=auto]").click()
    assert html.get_attribute("data-bs-theme") is None


def test_without_a_choice_the_page_follows_the_device_without_a_script(browser, live_server):
    context = browser.new_context(color_scheme="dark", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    dark = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    page.emulate_media(color_scheme="light")
    assert dark != page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_confirmation_opens_and_closes(browser, live_server, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{live_server.url}/style/", wait_until="networkidle")
    page.locator("[popovertarget=confirm-annul]").first.click()
    assert page.locator("#confirm-annul").is_visible()
    if scripts:
        assert page.evaluate("document.querySelector('#confirm-annul').matches(':modal')")
        screenshot(page, "confirmation", full_page=False)
        assert_no_axe_violations(page)
    page.locator("#confirm-annul [popovertargetaction=hide]").click()
    assert not page.locator("#confirm-annul").is_visible()
    context.close()


def test_form_is_sent_once_however_often_it_is_clicked(arabic):
    arabic.open("/style/")
    form = arabic.page.locator("form[enctype]").first
    assert form.evaluate(
        """form => {
            let sent = 0;  // counted after the guard, which listens on the document; then kept from leaving the page
            window.addEventListener("submit", (event) => { sent += !event.defaultPrevented; event.preventDefault(); });
            const button = form.querySelector(".btn-primary");
            button.click(); button.click();
            return new Promise((done) => setTimeout(() => done([sent, button.disabled]), 50));
        }"""
    ) == [1, True]


def test_files_are_listed_added_to_and_taken_out(arabic, tmp_path):
    for name in ("one.pdf", "وثيقة.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 " + name.encode())
    arabic.open("/style/")
    field = arabic.page.locator(".drop").first
    field.locator("input").set_input_files(tmp_path / "one.pdf")
    field.locator("input").set_input_files(tmp_path / "وثيقة.pdf")
    assert field.locator("li").count() == 2
    screenshot(arabic.page, f"files-{arabic.width}")
    field.get_by_role("button", name="one.pdf").click()
    assert field.locator("input").evaluate("input => [...input.files].map(file => file.name)") == ["وثيقة.pdf"]


def test_document_is_drawn_with_text_that_can_be_selected(arabic):
    page = arabic.page
    arabic.open("/style/")
    figure = page.locator("[data-pdf]")
    figure.scroll_into_view_if_needed()
    figure.locator(".textLayer span").first.wait_for(state="attached")
    figure.locator("[data-pdf-tools]").wait_for()
    assert figure.locator("[data-pdf-count]").inner_text() == "2"
    assert "الموسم" in figure.locator(".textLayer").first.inner_text().replace("\u200f", "")
    before = figure.locator("canvas").first.bounding_box()["width"]
    assert before > 250
    figure.locator("[data-pdf-larger]").click()
    figure.locator(".textLayer span").first.wait_for(state="attached")
    assert figure.locator("canvas").first.bounding_box()["width"] > before
    screenshot(page, f"pdf-{arabic.width}", full_page=False)
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_first_page_is_light(browser, live_server, language):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    weights = {}

    def weigh(response):
        body = response.body()
        weights[response.url.split("/")[-1]] = len(body if response.url.endswith("woff2") else gzip.compress(body, 9))

    page.on("response", weigh)
    page.goto(f"{live_server.url}/?lang={language}", wait_until="networkidle")
    context.close()
    assert sum(weights.values()) < FIRST_PAGE, weights
