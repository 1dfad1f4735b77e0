"""A reply as people write it: from the letter received to the letter numbered and sealed (A.4)."""

from __future__ import annotations

import itertools
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from tests.core.people import Names
from tests.helpers.browser import WIDTHS, assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.drafting import begun, empower, write
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish, incoming

from .conftest import Screen, opened

CASES = list(itertools.product(("ar", "fr"), WIDTHS))


@pytest.fixture
def office(transactional_db, settings):
    from django.utils import timezone

    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    place = empower(furnish("MEN", "وزارة التربية الوطنية والتعليم الأولي والرياضة"))
    head, now = place.actor("head"), timezone.now()
    root = place.units["root"].pk
    drafting.offer(
        actor=head,
        unit_id=root,
        kind=letters.Kind.OUTGOING,
        names=Names("جواب عن مراسلة", "Réponse à un courrier"),
        content=drafting.Content(body="<p>جوابا على مراسلتكم عدد {their_reference}، يشرفني أن أوافيكم بما يلي:</p>"),
        now=now,
    )
    drafting.keep_formula(
        actor=head,
        root_id=root,
        rank=1,
        names=Names("مندوب سام", "Haut-commissaire"),
        phrases=drafting.Phrases(
            address_ar="إلى السيد {title}\n{name}",
            greeting_ar="سلام تام بوجود مولانا الإمام",
            closing_ar="وتفضلوا بقبول فائق التقدير والاحترام، والسلام.",
        ),
        now=now,
    )
    return place


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, office):
    yield from opened(browser, live_server, *request.param, expected="status of 4")  # two who write at once: 409


def seen(screen, name):
    screenshot(screen.page, f"drafting-{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def test_from_a_letter_received_to_a_letter_sealed(screen, office):
    from django.utils import timezone

    page, now = screen.page, timezone.now()
    letter = incoming(office, their_reference="HCP/2026/15")
    asked = [circulation.Asked(unit=office.units["DRH"].pk, verb=circulation.Verb.PREPARE, lead=True)]
    circulation.give(actor=office.actor("clerk"), letter_id=letter.pk, asked=asked, now=now)
    screen.sign_in(office.people["head"])
    screen.open(f"{reverse('drafting:new')}?answers={letter.pk}")
    page.select_option("[name=template]", index=1)
    page.select_option("[name=formula]", index=1)
    seen(screen, "new")
    page.locator("main form[method=post] button.btn-primary").click()

    page.wait_for_url(re.compile(r"/drafts/\d+/"))
    editor = page.locator(".ql-editor").first
    expect(editor).to_contain_text("HCP/2026/15")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.locator("[data-format=numbered]").first.click()
    page.keyboard.type("عدد المناصب الشاغرة 1234 إلى غاية 2026-10-31.")
    page.locator("[data-format=bold]").first.click()
    page.keyboard.type(" مؤكد")
    expect(page.locator("[data-version-shown]")).to_have_text("2", timeout=15000)
    page.locator("#preview canvas").first.wait_for(timeout=15000)
    seen(screen, "written")

    draft = drafting.Draft.objects.get()
    assert 'data-numbered="yes"' in draft.versions.get(number=draft.version).body
    assert "<strong>" in draft.versions.get(number=draft.version).body
    screen.open(reverse("drafting:versions", args=[draft.pk]))
    expect(page.locator(".draft-diff ins").first).to_contain_text("1234")
    seen(screen, "versions")

    screen.open(reverse("drafting:sign", args=[draft.pk]))
    page.locator("#main canvas").first.wait_for(timeout=15000)
    seen(screen, "sign")
    page.locator("main form[method=post] button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    run_jobs()
    screen.open(reverse("drafting:draft", args=[draft.pk]))
    page.locator("#preview canvas").first.wait_for(timeout=15000)
    seen(screen, "sealed")
    draft.refresh_from_db()
    assert draft.state == "sealed"
    assert draft.letter.reference
    screen.open(reverse("verification:reference", args=[draft.letter.reference]))
    expect(page.locator("h1")).to_contain_text(draft.letter.reference)
    seen(screen, "verified")
    screen.open(reverse("drafting:drafts") + "?state=sealed")
    seen(screen, "list")


def test_two_writers_see_both_texts(screen, office):
    page = screen.page
    draft = begun(office)
    screen.sign_in(office.people["head"])
    screen.open(reverse("drafting:draft", args=[draft.pk]))
    page.locator(".ql-editor").first.wait_for()
    write(office, draft, "<p>نص زميلي المحفوظ قبلي</p>")
    page.locator(".ql-editor").first.click()
    page.keyboard.type("نصي أنا ")
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_be_visible(timeout=15000)
    conflict.locator("button").click()
    expect(page.locator("main")).to_contain_text("نص زميلي المحفوظ قبلي")
    expect(page.locator("main")).to_contain_text("نصي أنا")
    seen(screen, "conflict")
    page.locator(".draft-two form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    draft.refresh_from_db()
    assert "نصي أنا" in draft.versions.get(number=draft.version).body
    assert "زميلي" in draft.versions.get(number=draft.version - 1).body


def test_a_letter_is_written_without_javascript(browser, live_server, office):
    draft = begun(office)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    Screen(page, live_server.url, "ar", 1440).sign_in(office.people["division"])
    page.goto(reverse("drafting:draft", args=[draft.pk]))
    page.fill("[name=markup]", "# عنوان\n§ فقرة **هامة**\n| أ | ب |")
    page.locator("#draft-form button[type=submit]").first.click()
    draft.refresh_from_db()
    body = draft.versions.get(number=draft.version).body
    assert body.startswith("<h2>عنوان</h2>")
    assert "<strong>هامة</strong>" in body
    assert "<table>" in body
    context.close()


def test_the_keepers_screens(screen, office):
    screen.sign_in(office.people["head"])
    template, formula = drafting.Template.objects.get(), drafting.Formula.objects.get()
    for name, address in (
        ("templates", reverse("drafting:templates")),
        ("template", reverse("drafting:template", args=[template.pk])),
        ("template-new", f"{reverse('drafting:template_new')}?from={template.pk}"),
        ("formulae", reverse("drafting:formulae")),
        ("formula", reverse("drafting:formula", args=[formula.pk])),
    ):
        screen.open(address)
        seen(screen, name)
