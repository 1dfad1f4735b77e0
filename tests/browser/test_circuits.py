"""A circuit drawn with the keyboard, refused by the checker with three planted faults, mended, put in use, tried."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diwan.engines.circuits import api as circuits
from tests.core import people
from tests.helpers import house
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot

from .conftest import opened
from .journeys import tab_to

# The way lies along the line of reading at a desk, and downwards on a phone.
ARROWS = {
    (1440, "ar"): ("ArrowLeft", "ArrowRight"),
    (1440, "fr"): ("ArrowRight", "ArrowLeft"),
    (390, "ar"): ("ArrowDown", "ArrowUp"),
    (390, "fr"): ("ArrowDown", "ArrowUp"),
}


@pytest.fixture(params=ARROWS, ids=lambda case: f"{case[1]}-{case[0]}")
def screen(request, browser, live_server):
    width, language = request.param
    yield from opened(browser, live_server, language, width)


def check(screen, name):
    screenshot(screen.page, f"circuits-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


@pytest.fixture
def drawer(settings, screen):
    """Somebody who draws the circuits; a vacant post, a post with a ceiling, a head without."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    world = house.World(rights=("circuits.design", "circuits.mandates"))
    assert world.holding
    world.vacant = people.post(world.unit, "رئيس مكتب العقود")
    world.head = people.post(world.unit, "مديرة", is_head=True)
    people.seat(people.person("Leila Amrani", "ليلى العمراني", administration=world.here), world.head)
    screen.sign_in(world.users[house.HOLDER])
    return world


def press(page, selector):
    """Come there with the Tab key alone, and press it."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def fill_step(page, *, kind, name, how="post", post=None, search="", days=""):
    """In the form that the keyboard opened."""
    expect(page.locator("input[name=name_ar]")).to_be_focused()
    page.keyboard.type(name)
    page.select_option("[name=kind]", kind)
    page.select_option("[name=how]", how)
    if post:
        page.fill("[name=post_words]", search)
        page.locator(f"[name=post][value='{post.pk}']").check()
    if days:
        page.fill("[name=days]", days)


def save(page):
    page.focus("input[name=name_ar]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-step]:focus")).to_be_visible()  # back on the drawing


def test_a_circuit_is_drawn_by_keys_refused_mended_and_put_in_use(screen, drawer):
    page = screen.page
    assert drawer.ceiling
    circuits.create_circuit(
        actor=people.SYSTEM,
        type_id=drawer.document_type.pk,
        names=people.Names("مسار العقود", "Circuit des contrats"),
        now=timezone.now(),
    )
    version = circuits.CircuitVersion.objects.get()
    screen.open(reverse("circuits:version", args=[version.pk]))
    check(screen, "empty")

    press(page, "[data-act=add]")
    fill_step(page, kind="visa", name="تأشيرة مكتب العقود", post=drawer.vacant, search="مكتب العقود")
    save(page)
    page.keyboard.press("Insert")
    fill_step(page, kind="signature", name="توقيع رئيس المصلحة", post=drawer.post, search="مصلحة", days="3")
    save(page)
    page.keyboard.press("Insert")
    fill_step(page, kind="visa", name="تأشيرة لا يصلها شيء", how="head")
    page.select_option("[name=when-0-field]", "amount")
    expect(page.locator("input[name=when-0-value]")).to_have_attribute("inputmode", "decimal")
    page.select_option("[name=when-0-op]", "less")
    page.fill("[name=when-0-value]", "100")
    press(page, "[data-rule-more]")
    expect(page.locator("[name=when-1-join]")).to_be_focused()
    page.select_option("[name=when-1-join]", "and")
    page.select_option("[name=when-1-field]", "amount")
    expect(page.locator("input[name=when-1-value]")).to_have_attribute("inputmode", "decimal")
    page.select_option("[name=when-1-op]", "more")
    page.fill("[name=when-1-value]", "200")
    check(screen, "form")
    save(page)

    # three faults, each on its step, and in the list
    expect(page.locator(".card-step.has-error")).to_have_count(3)
    expect(page.locator(".fault-list li")).to_have_count(3)
    check(screen, "faults")
    press(page, "a[href$='/activate/']")
    expect(page.locator("main form[method=post]")).to_have_count(0)  # errors stand: nothing to press
    check(screen, "refused")

    # mended: another post for the visa, no ceiling in the way of the signature, and the idle step removed
    press(page, ".fault-list a")
    expect(page.locator("#step-s1")).to_be_focused()  # the fault led to its step, whose form is open
    page.fill("[name=post_words]", "مديرة")
    page.locator(f"[name=post][value='{drawer.head.pk}']").check()
    save(page)
    forward, back = ARROWS[screen.width, screen.language]
    page.keyboard.press(forward)
    expect(page.locator("#step-s2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=name_ar]")).to_be_focused()
    page.select_option("[name=how]", "head")
    save(page)
    page.keyboard.press(forward)
    expect(page.locator("#step-s3")).to_be_focused()
    page.keyboard.press(f"Alt+{back}")  # beside the signature
    expect(page.locator(".stage.is-parallel")).to_have_count(1)
    expect(page.locator("#step-s3")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(".stage.is-parallel")).to_have_count(0)
    page.focus("#step-s3")
    page.keyboard.press("Delete")
    expect(page.locator("[data-step]")).to_have_count(2)
    expect(page.locator(".card-step.has-error")).to_have_count(0)
    check(screen, "mended")

    press(page, "a[href$='/activate/']")
    page.wait_for_url("**/activate/")
    check(screen, "activate")
    press(page, "main form[method=post] button")
    page.wait_for_url("**/circuits/*/")
    version.refresh_from_db()
    assert version.state == circuits.VersionState.ACTIVE
    check(screen, "circuit")

    screen.open(reverse("circuits:simulate", args=[version.pk]))
    page.fill("[name='v-amount']", "150000")
    page.select_option("[name=unit]", drawer.unit.path)
    page.locator("form.try button").click()
    expect(page.locator(".forecast .step")).to_have_count(2)
    check(screen, "simulated")


def test_the_other_pages_hold(screen, drawer):
    page = screen.page
    assert drawer.mandate
    assert drawer.onward_mandate
    version = drawer.circuit_draft
    assert drawer.ceiling
    after, _key = drawer_change(version)
    circuits.draw(actor=people.SYSTEM, version_id=version.pk, definition=after, base=version.edits, now=timezone.now())
    for name, address in {
        "list": reverse("circuits:home"),
        "types": reverse("circuits:types"),
        "type": reverse("circuits:type", args=[drawer.document_type.pk]),
        "ceilings": reverse("circuits:ceilings"),
        "mandates": reverse("circuits:mandates"),
        "mandate": reverse("circuits:mandate", args=[drawer.mandate.pk]),
        "give": reverse("circuits:give"),
        "differences": reverse("circuits:differences", args=[version.pk]),
    }.items():
        screen.open(address)
        check(screen, name)
    expect(page.locator(".card-step.is-added")).to_have_count(1)


def drawer_change(version):
    from diwan.engines.circuits.editing import Change, changed

    return changed(version.drawn, Change.BESIDE, "s1")
