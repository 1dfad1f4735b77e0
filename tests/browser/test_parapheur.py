"""The parapheur as people use it: a reply goes through its circuit and comes out numbered; ten visas on a phone."""

from __future__ import annotations

import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diwan.core.organisations.operations import posts
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from diwan.correspondence.parapheur import api as parapheur
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.drafting import begun, empower, write
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish
from tests.helpers.parapheur import circuit, kind_of, step
from tests.helpers.signing import code_of, key_of, with_authenticator

from .conftest import opened

CASES = [("ar", 1440), ("fr", 390)]


@pytest.fixture
def house(transactional_db, settings):
    """A letter goes: visa of the division's head, visa of the finance (where somebody stands in), signature of the
    director (who gave a mandate), number, delivery."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    place = empower(furnish("MEN", "وزارة التربية الوطنية والتعليم الأولي والرياضة"))
    now = timezone.now()
    agent = people.person("Agent MEN", "هدى العلمي", administration=place.tenant)
    place.posts["agent"] = people.post(place.units["DIV"], "متصرفة")
    place.people["agent"] = agent
    people.seat(agent, place.posts["agent"])
    interim = people.person("Interim MEN", "كريم بناني", administration=place.tenant)
    place.people["interim"] = interim
    posts.set_interim(
        actor=people.SYSTEM,
        post_id=place.posts["finance"].pk,
        person_id=interim.pk,
        starts_at=now - people.timedelta(days=1),
        ends_at=now + people.timedelta(days=9),
        reason="عطلة",
        now=now,
    )
    kind = place.letter_type = kind_of(place)
    place.kind = kind
    circuit(
        place,
        kind,
        step("visa1", "visa", place.posts["division"]),
        step("visa2", "visa", place.posts["finance"]),
        step("sign", "signature", place.posts["head"]),
        step("numbering", "numbering"),
        step("delivery", "delivery"),
    )
    with_authenticator(place.people["head"])
    assert key_of(place.people["head"])
    return place


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, house):
    yield from opened(browser, live_server, *request.param, has_touch=request.param[1] == 390)


def seen(screen, name):
    screenshot(screen.page, f"parapheur-{name}-{screen.name}", full_page=False)
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def folder_of(draft):
    return parapheur.Folder.objects.get(letter=draft.letter_id)


def send(screen, draft):
    page = screen.page
    screen.open(reverse("drafting:draft", args=[draft.pk]))
    page.locator(f"a[href='{reverse('parapheur:letter', args=[draft.pk])}']").click()
    expect(page.locator(".path .step")).to_have_count(5)
    seen(screen, "send")
    page.locator("main form[method=post] button.btn-primary").click()
    expect(page).to_have_url(re.compile(r"/parapheur/\d+/"))


def visa(screen, who, house, folder):
    screen.sign_in(house.people[who])
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    expect(screen.page.locator(".sheet img").first).to_be_visible()
    screen.page.locator("[data-key=V]").click()
    screen.page.wait_for_load_state("networkidle")


def test_a_reply_drafted_by_an_agent_visaed_refused_mended_signed_numbered(screen, house):
    page = screen.page
    draft = begun(house, who="agent")
    screen.sign_in(house.people["agent"])
    send(screen, draft)
    folder = folder_of(draft)
    seen(screen, "sent")

    screen.sign_in(house.people["division"])
    screen.open(reverse("parapheur:box"))
    seen(screen, "list")
    page.locator(".row-item").first.click()
    expect(page.locator(".sheet img").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    seen(screen, "folder")
    page.locator("[data-key=R]").click()
    page.locator("#refuse_text").fill("صححوا المبلغ في الفقرة الأولى")
    seen(screen, "refuse")
    page.locator(".act-fold[open] .btn-danger[type=submit]").click()
    page.wait_for_load_state("networkidle")
    draft.refresh_from_db()
    assert draft.state == "writing"

    screen.sign_in(house.people["agent"])
    screen.open(f"{reverse('parapheur:box')}?box=back")
    seen(screen, "back")
    write(house, draft, "<p>نص مصحح.</p>", who="agent", now=timezone.now())
    send(screen, draft)
    visa(screen, "division", house, folder)
    visa(screen, "interim", house, folder)

    screen.sign_in(house.people["head"])
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    page.locator("[data-key=S]").click()
    expect(page.locator(".to-sign > li")).to_have_count(1)
    seen(screen, "sign")
    page.locator("[name=presence_code]").fill(code_of(house.people["head"]))
    page.locator(".presence-code button").click()
    expect(page).to_have_url(re.compile(r"/parapheur/signatures/\d+/"))
    run_jobs()
    expect(page.locator("#signing .lines .tag-ok")).to_have_count(1)
    seen(screen, "signed")
    draft.refresh_from_db()
    letter = letters.Letter.objects.get(pk=draft.letter_id)
    assert (draft.state, bool(letter.reference)) == (drafting.State.SEALED, True)
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    expect(page.locator(".sheet img").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    seen(screen, "through")
    acts = list(folder.run.history.filter(verb="agreed").values_list("basis", flat=True))
    assert "interim" in acts


def test_ten_in_a_minute_on_a_phone(browser, live_server, house):
    """Visas with the thumb: the next folder comes by itself."""
    from tests.helpers.parapheur import sent_letter

    folders = []
    for n in range(10):
        draft = begun(house, who="agent", subject=f"مراسلة رقم {n + 1}")
        folders.append(sent_letter(house, draft, who="agent"))
    for one in opened(browser, live_server, "ar", 390, has_touch=True):
        one.sign_in(house.people["division"])
        one.open(reverse("parapheur:folder", args=[folders[0].pk]))
        began = time.monotonic()
        for _n in range(10):
            expect(one.page.locator(".sheet img").first).to_be_visible()
            with one.page.expect_navigation():
                one.page.locator("[data-key=V]").tap()
        assert time.monotonic() - began < 60
        assert not parapheur.Folder.objects.filter(run__turns__state="open", run__turns__step="visa1").exists()
