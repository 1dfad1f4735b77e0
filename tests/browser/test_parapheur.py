"""The parapheur as people use it: a reply goes through its circuit and a stranger checks it; ten signed on a phone."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from diwan.core.files import api as files
from diwan.correspondence.delivery.models import Arrival
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.signing import api as signing
from tests.helpers import stamps
from tests.helpers.drafting import write
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import open_turn, sent_letter, shown
from tests.helpers.parapheur_house import awaiting, mandated, reply, signatory, signing_house
from tests.helpers.signing import code_of, key_of

from .conftest import Screen, opened
from .journeys import add_passkey, judged, looked_at, plug_in, swipe

BY_DELEGATION = {"ar": "بتفويض من", "fr": "Par délégation de"}
SAYS_SO = {"ar": "بتفويض", "fr": "par délégation"}
CASES = [("ar", 390), ("fr", 1440)]


@pytest.fixture
def house(transactional_db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return signing_house()


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, house):
    yield from opened(browser, live_server, *request.param, has_touch=request.param[1] == 390)


def seen(screen, name):
    looked_at(screen, f"parapheur-{name}")


def folder_of(draft):
    return parapheur.Folder.objects.get(letter=draft.letter_id)


def pages_drawn(page):
    expect(page.locator(".sheet img").first).to_be_visible()
    page.wait_for_load_state("networkidle")


def content_of(file_id: int) -> bytes:
    with files.open_file(file_id) as given:
        return given.read()


# --- the whole way of a reply -----------------------------------------------------------------------------------------


def send(screen, house, draft):
    page = screen.page
    page.locator(f"a[href='{reverse('parapheur:letter', args=[draft.pk])}']").click()
    if not parapheur.Folder.objects.exists():  # of what type it is, it says once
        page.locator(f"a[href='?type={house.letter_type.pk}']").click()
    expect(page.locator(".path .step")).to_have_count(5)
    seen(screen, "send")
    page.locator("main form[method=post] button.btn-primary").click()
    expect(page).to_have_url(re.compile(r"/parapheur/\d+/"))


def drafted_at_home(screen, house):
    """The agent, far from the office, writes the answer in the page and sends it to those who visa and sign."""
    page, draft = screen.page, reply(house, screen.language)
    screen.sign_in(house.people["agent"])
    screen.open(reverse("drafting:draft", args=[draft.pk]))
    page.locator(".ql-editor").first.click()
    words = "عدد المناصب الشاغرة 1234." if screen.language == "ar" else "Il y a 1234 postes vacants."
    page.keyboard.type(words)
    expect(page.locator("[data-version-shown]")).to_have_text("2", timeout=15_000)
    seen(screen, "written")
    send(screen, house, draft)
    seen(screen, "sent")
    return draft


def refused_and_mended(screen, house, draft):
    page = screen.page
    screen.sign_in(house.people["division"])
    screen.open(reverse("parapheur:box"))
    seen(screen, "list")
    page.locator(".row-item").first.click()
    pages_drawn(page)
    seen(screen, "folder")
    page.locator("[data-key=R]").click()
    page.locator("#refuse_text").fill("صححوا المبلغ في الفقرة الأولى")
    seen(screen, "refuse")
    page.locator(".act-fold[open] .btn-danger[type=submit]").click()
    page.wait_for_load_state("networkidle")
    draft.refresh_from_db()
    assert draft.state == drafting.State.WRITING

    screen.sign_in(house.people["agent"])
    screen.open(f"{reverse('parapheur:box')}?box=back")
    page.locator(".row-item").first.click()
    expect(page.locator(".folder-history")).to_contain_text("صححوا المبلغ")
    seen(screen, "back")
    write(house, draft, "<p>عدد المناصب الشاغرة 4321.</p>", who="agent", now=timezone.now())
    screen.open(reverse("drafting:draft", args=[draft.pk]))
    send(screen, house, draft)


def visa(screen, who, house, folder):
    screen.sign_in(house.people[who])
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    pages_drawn(screen.page)
    seen(screen, f"visa-{who}")
    screen.page.locator("[data-key=V]").click()
    screen.page.wait_for_load_state("networkidle")


def signed_by_delegation(screen, house, folder):
    page, deputy = screen.page, house.people["deputy"]
    screen.sign_in(deputy)
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    expect(page.locator(".folder-body .notice")).to_contain_text(SAYS_SO[screen.language])
    pages_drawn(page)
    seen(screen, "to-sign")
    page.locator("[data-key=S]").click()
    expect(page.locator(".to-sign > li")).to_contain_text(SAYS_SO[screen.language])
    seen(screen, "sign")
    page.locator("[name=presence_code]").fill(code_of(deputy))
    page.locator(".presence-code button").click()
    expect(page).to_have_url(re.compile(r"/parapheur/signatures/\d+/"))
    run_jobs()  # signed, numbered, sealed, handed to the other ministry
    expect(page.locator("#signing .lines .tag-ok")).to_have_count(1)
    seen(screen, "signed")


def numbered_sealed_delivered(screen, house, draft, folder):
    """What became of it, as its author reads it here and the other ministry there."""
    page = screen.page
    draft.refresh_from_db()
    letter = letters.Letter.objects.get(pk=draft.letter_id)
    assert (draft.state, draft.signed_basis) == (drafting.State.SEALED, "delegation")
    assert set(folder.run.history.filter(verb="agreed").values_list("basis", flat=True)) == {
        "holder",
        "interim",
        "mandate",
    }
    screen.sign_in(house.people["agent"])
    screen.open(reverse("parapheur:folder", args=[folder.pk]))
    expect(page.locator(".read-head")).to_contain_text(letter.reference)
    expect(page.locator(".way .step.done")).to_have_count(5)
    pages_drawn(page)
    seen(screen, "through")
    arrival = Arrival.objects.get()
    screen.sign_in(house.there.people["clerk"])
    screen.open(f"/arrivals/{arrival.pk}/")
    expect(page.locator("#reading h1")).to_contain_text(letter.subject)
    seen(screen, "arrived")
    return letter


def signed_file(screen, house, draft, letter):
    """The file itself: two fields, the mention on the stamp, the number on the seal, and every check content."""
    pdf = content_of(draft.sealed_id)
    assert len(stamps.fields(pdf)) == 2
    words = " ".join(stamps.drawn(pdf).split())
    assert BY_DELEGATION[screen.language] in words, words
    assert letter.reference.removeprefix("MEN-D-") in words, words  # readers of PDF turn its letters in Arabic lines
    report = judged(pdf)
    assert (report.verdict, len(report.signatures)) == (signing.Verdict.PASSED, 2), report
    return pdf


def verified_by_a_stranger(browser, screen, house, pdf, letter):
    """Who never signed in reads the code with a telephone, gives the file, then a file of which a byte was changed."""
    reference = reverse("verification:reference", args=[letter.reference])
    codes = stamps.codes(pdf)
    assert f"{django_settings.DIWAN_PUBLIC_URL}{reference}" in codes, codes
    context = browser.new_context(viewport=screen.page.viewport_size, locale=screen.language)
    stranger = Screen(context.new_page(), screen.base, screen.language, screen.width)
    page = stranger.page
    stranger.open(urlsplit(next(one for one in codes if one.endswith(reference))).path)
    expect(page.locator("h1")).to_contain_text(letter.reference)
    seen(stranger, "verified-number")

    stranger.open(reverse("verification:verify"))
    given = {"name": "courrier.pdf", "mimeType": "application/pdf"}
    page.set_input_files("input[type=file]", {**given, "buffer": pdf})
    page.locator("form[data-drop] button[type=submit]").click()
    verdict, opinion = page.locator("#signatures-verdict"), page.locator("#opinion-title")
    expect(verdict).to_contain_text("TOTAL-PASSED")
    expect(opinion).to_contain_text(said_in(screen.language, "This document is genuine"))
    names = page.locator("h3[id^=signature-]")
    expect(names).to_have_count(2)
    expect(names.nth(0)).to_contain_text(house.people["deputy"].name_latin)
    expect(names.nth(1)).to_contain_text("MEN")
    seen(stranger, "verified")

    page.set_input_files("input[type=file]", {**given, "buffer": changed(pdf)})
    page.locator("form[data-drop] button[type=submit]").click()
    expect(verdict).to_contain_text("TOTAL-FAILED")
    expect(opinion).to_contain_text(said_in(screen.language, "This document is not genuine"))
    words = said_in(screen.language, "The document was changed after it was signed.")
    expect(page.locator("section[aria-labelledby=signature-1]")).to_contain_text(words)
    seen(stranger, "refused")
    context.close()


def said_in(language: str, words: str) -> str:
    with translation.override(language):
        return gettext(words)


def changed(pdf: bytes) -> bytes:
    """One bit of what the first signature covers is another, in the longest stream there."""
    streams = re.finditer(rb"stream\r?\n(.*?)endstream", pdf[: pdf.index(b"/ByteRange")], re.DOTALL)
    start, end = max((one.span(1) for one in streams), key=lambda span: span[1] - span[0])
    at = (start + end) // 2
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def test_a_reply_goes_its_whole_way_and_a_stranger_checks_it(browser, screen, house):
    mandated(house)
    signatory(house, "deputy")
    draft = drafted_at_home(screen, house)
    folder = folder_of(draft)
    refused_and_mended(screen, house, draft)
    visa(screen, "division", house, folder)
    visa(screen, "interim", house, folder)
    signed_by_delegation(screen, house, folder)
    letter = numbered_sealed_delivered(screen, house, draft, folder)
    pdf = signed_file(screen, house, draft, letter)
    verified_by_a_stranger(browser, screen, house, pdf, letter)


# --- a director and a telephone ---------------------------------------------------------------------------------------


def test_ten_are_read_with_the_thumb_and_signed_with_one_passkey(browser, live_server, house, capsys):
    """How long it takes is printed, and asks nothing: a busy machine must not make it fail."""
    folders, head = awaiting(house, 10), house.people["head"]
    assert key_of(head)
    for one in opened(browser, live_server, "ar", 390, has_touch=True):
        page: Any = one.page
        plug_in(page)
        one.sign_in(head)
        add_passkey(page, one.base)
        began = time.monotonic()
        one.open(reverse("parapheur:folder", args=[folders[0].pk]))
        for folder in folders:
            expect(page.locator("#reading-pane h1")).to_have_text(folder.title)
            expect(page.locator(".sheet img").first).to_be_visible()
            if folder is not folders[-1]:
                with page.expect_navigation():
                    swipe(page, forward=True)
        with page.expect_navigation():
            swipe(page, forward=False)
        expect(page.locator("#reading-pane h1")).to_have_text(folders[-2].title)
        one.open(reverse("parapheur:box"))
        page.locator("[data-select-page]").check()
        page.locator(".choice-acts button").tap()
        expect(page.locator(".to-sign > li")).to_have_count(10)
        page.locator("[data-presence-passkey]").tap()
        page.wait_for_url("**/parapheur/signatures/*/")
        run_jobs()
        expect(page.locator("#signing .lines .tag-ok")).to_have_count(10)
        with capsys.disabled():
            print(f"\nten read and signed on a phone in {time.monotonic() - began:.1f} s", end=" ")
    assert set(parapheur.Signature.objects.values_list("state", flat=True)) == {"made"}


def test_ten_visas_with_the_thumb(browser, live_server, house, capsys):
    """Each visa brings the next folder by itself."""
    folders = awaiting(house, 10, house.memo_type)
    for one in opened(browser, live_server, "ar", 390, has_touch=True):
        one.sign_in(house.people["division"])
        one.open(reverse("parapheur:folder", args=[folders[0].pk]))
        began = time.monotonic()
        for _folder in folders:
            expect(one.page.locator(".sheet img").first).to_be_visible()
            with one.page.expect_navigation():
                one.page.locator("[data-key=V]").tap()
        with capsys.disabled():
            print(f"\nten visas on a phone in {time.monotonic() - began:.1f} s", end=" ")
    assert not parapheur.Folder.objects.filter(run__turns__state="open", run__turns__kind="visa").exists()


# --- two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "width"), CASES)
def test_two_who_decide_at_once_one_wins_and_the_other_is_told(browser, live_server, house, language, width):
    """Whoever holds the post and whoever stands in for them have the same folder open; both press."""
    draft = reply(house, "ar")
    write(house, draft, "<p>جواب.</p>", who="agent", now=timezone.now())
    folder = sent_letter(house, draft, who="agent")
    said = {"turn_id": open_turn(folder).pk, "shown": shown(folder), "now": timezone.now()}
    parapheur.agree(actor=house.actor("division"), **said)
    contexts = [opened(browser, live_server, language, width, expected="status of 409") for _n in range(2)]
    tabs = [next(context) for context in contexts]
    for tab, who in zip(tabs, ("finance", "interim"), strict=True):
        tab.sign_in(house.people[who])
        tab.open(reverse("parapheur:folder", args=[folder.pk]))
        pages_drawn(tab.page)
    for tab in tabs:  # neither waits for the other
        tab.page.evaluate("() => { setTimeout(() => document.querySelector('[data-key=V]').click(), 50); }")
    for tab in tabs:
        expect(tab.page.locator("[data-key=V]")).to_have_count(0)
    told = [tab for tab in tabs if tab.page.locator(".alert-warning[role=alert]").count()]
    assert len(told) == 1, [tab.page.url for tab in tabs]
    seen(told[0], "too-late")
    turn = folder.run.turns.get(step="visa2")
    assert turn.state == "agreed"
    assert folder.run.history.filter(verb="agreed", turn=turn).count() == 1
    for context in contexts:
        assert next(context, None) is None
