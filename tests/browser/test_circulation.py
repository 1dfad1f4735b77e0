"""An internal note to forty directorates, its instructions followed to closure (issue 4, D.1): Arabic at a desk, French
on a phone."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.core.notifications.models import Notification
from diwan.core.organisations.api import actor_for
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.models import DistributionList, Instruction
from diwan.correspondence.letters import api as letters
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish

from .conftest import opened

SLOW = 60_000  # ms: a busy machine must not make a journey fail
MANY = 40


@pytest.fixture
def ministry(transactional_db):
    """Forty directorates under the ministry, each with a head, in a list; a note of the registry to be sent to all."""
    place = furnish("MEN", "وزارة التربية الوطنية")
    heads = [(place.units["DRH"], place.people["head"]), (place.units["DAF"], place.people["finance"])]
    for number in range(MANY - len(heads)):
        unit = people.unit(place.units["root"], f"مديرية رقم {number + 1}")
        post = people.post(unit, "مدير", is_head=True)
        person = people.person(f"Director {number}", f"المدير {number + 1}", administration=place.tenant)
        people.seat(person, post)
        heads.append((unit, person))
    asked = [circulation.Asked(unit=unit.pk, verb=circulation.Verb.HANDLE) for unit, _person in heads]
    said = {"administration_id": place.tenant.pk, "unit_id": None, "name": "كل المديريات", "asked": asked}
    circulation.keep_list(actor=people.SYSTEM, now=timezone.now(), **said)
    note = letters.register(
        actor=actor_for(place.people["clerk"].pk, timezone.now()),
        office_id=place.office.pk,
        kind=letters.Kind.INTERNAL,
        letter=letters.NewLetter(
            subject="دورية حول ترشيد استعمال الورق",
            parties=(letters.Correspondent(name="كل المديريات", role=letters.PartyRole.ADDRESSEE),),
        ),
        now=timezone.now(),
    )
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield SimpleNamespace(place=place, heads=heads, note=note)


@pytest.mark.parametrize(("language", "width"), [("ar", 1440), ("fr", 390)])
def test_a_note_to_forty_directorates(browser, live_server, ministry, language, width):
    for desk in opened(browser, live_server, language, width):
        given(desk, ministry, language, width)
        answered(desk, ministry, language, width)
        closed(desk, ministry, language, width)


def given(desk, ministry, language, width):
    """One choice names forty, and one button gives."""
    page, note = desk.page, ministry.note
    desk.sign_in(ministry.place.people["clerk"])
    desk.open(f"/circulation/letters/{note.pk}/give/")
    assert_no_axe_violations(page)
    page.select_option("#id_list", str(DistributionList.objects.get().pk))
    page.click("button[name=use]")
    expect(page.locator(".give-line")).to_have_count(MANY, timeout=SLOW)
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"circulation-give-{language}-{width}", full_page=False)
    page.locator("#giving .form-actions button[type=submit]").click()
    page.wait_for_url(re.compile(r"/letters/\d+/$"), timeout=SLOW)
    assert Instruction.objects.filter(letter=note, state="open").count() == MANY
    run_jobs()


def answered(desk, ministry, language, width):
    """A director is told, opens the note, and answers; the others do as much from their own desks."""
    page, note = desk.page, ministry.note
    unit, person = ministry.heads[0]
    assert Notification.objects.filter(person=person, kind="circulation.given").count() == 1
    row = Instruction.objects.get(letter=note, unit=unit)
    desk.sign_in(person)
    desk.open(f"/letters/{note.pk}/")
    mine = page.locator(f"#instruction-{row.pk}")
    expect(mine).to_have_class(re.compile("is-mine"))
    assert_no_sideways_scroll(page)
    mine.locator("a.btn-primary").click()
    page.fill("textarea[name=text]", "تم تعميم الدورية على المصالح")
    assert_no_axe_violations(page)
    page.click(".form-actions button[type=submit]")
    page.wait_for_url(re.compile(r"/letters/\d+/$"), timeout=SLOW)
    for unit, person in ministry.heads[1:]:
        one = Instruction.objects.get(letter=note, unit=unit)
        actor = actor_for(person.pk, timezone.now())
        circulation.answer(actor=actor, instruction_id=one.pk, text="تم", now=timezone.now())
    run_jobs()


def closed(desk, ministry, language, width):
    """The registry closes one by hand, sees what is left, and closes the note with the rest."""
    page, note = desk.page, ministry.note
    desk.sign_in(ministry.place.people["clerk"])
    desk.open(f"/letters/{note.pk}/")
    expect(page.locator(".asked-line")).to_have_count(MANY)
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"circulation-tree-{language}-{width}", full_page=False)
    page.locator("a[href$='/close/'][href*=instructions]").first.click()
    page.click(".form-actions button[type=submit]")
    page.wait_for_url(re.compile(r"/letters/\d+/$"), timeout=SLOW)
    desk.open(f"/circulation/letters/{note.pk}/close/")
    expect(page.locator(".lines li")).to_have_count(MANY - 1)
    page.check("input[name=ending]")
    page.click(".form-actions button[type=submit]")
    page.wait_for_url(re.compile(r"/letters/\d+/$"), timeout=SLOW)
    note.refresh_from_db()
    assert note.state == "closed"
    assert not Instruction.objects.live().filter(letter=note).exists()
    desk.open("/circulation/figures/")
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, f"circulation-figures-{language}-{width}", full_page=False)
