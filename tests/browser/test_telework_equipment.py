"""Equipment handed over and given back, signed at both ends: Arabic on a phone, French at a desk."""

from __future__ import annotations

import re

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.core.organisations.api import actor_for
from diwan.telework.equipment import api as equipment
from diwan.telework.equipment.models import Item, Slip
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.letters import furnish
from tests.helpers.telework.acts import sign

from .conftest import opened

SLOW = 60_000  # ms


@pytest.fixture
def ministry(transactional_db):
    place = furnish("MEN", "وزارة التربية الوطنية")
    keeper = people.person("Rim Kabbaj", "ريم القباج", administration=place.tenant)
    people.seat(keeper, people.post(place.units["root"], "مسؤول المعدات", rights={"telework.desk": "administration"}))
    place.people["desk"] = keeper
    actor = actor_for(keeper.pk, timezone.now())
    for number, kind, label in (("INV-1", "laptop", "حاسوب محمول"), ("INV-2", "modem", "مودم")):
        item = equipment.NewItem(number=number, kind=kind, label=label)
        equipment.enter(actor=actor, unit=place.units["root"], item=item, now=timezone.now())
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield place


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_equipment_goes_out_and_comes_back(browser, live_server, ministry, language, width):
    for desk in opened(browser, live_server, language, width):
        whom = ministry.people["division"]
        handed(desk, ministry, whom)
        seen_by_its_holder(desk, whom)
        given_back(desk, ministry, whom)


def handed(desk, ministry, whom):
    page = desk.page
    desk.sign_in(ministry.people["desk"])
    desk.open("/telework/equipment/")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    screenshot(page, f"equipment-list-{desk.name}")
    desk.open(f"/telework/equipment/hand-over/{whom.pk}/")
    for item in Item.objects.all():
        page.check(f"#item-{item.pk}")
    page.fill(f"#remark-{Item.objects.first().pk}", "مع شاحن وحقيبة")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    screenshot(page, f"equipment-slip-form-{desk.name}")
    page.locator("form[enctype] .form-actions .btn-primary").click()
    page.wait_for_url(re.compile(r"/slips/\d+/$"), timeout=SLOW)
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    assert not Item.objects.filter(state="out").exists()
    sign(Slip.objects.get().act)


def seen_by_its_holder(desk, whom):
    page = desk.page
    desk.sign_in(whom)
    desk.open("/telework/equipment/mine/")
    expect(page.locator("main")).to_contain_text("INV-1")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    screenshot(page, f"equipment-mine-{desk.name}")
    desk.open(f"/telework/equipment/items/{Item.objects.get(number='INV-1').pk}/")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)


def given_back(desk, ministry, whom):
    page = desk.page
    desk.sign_in(ministry.people["desk"])
    desk.open("/telework/equipment/leavers/")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    page.click(f"a[href$='/take-back/{whom.pk}/']")
    page.select_option(f"#condition-{Item.objects.get(number='INV-2').pk}", "damaged")
    assert_no_axe_violations(page)
    page.locator("form[enctype] .form-actions .btn-primary").click()
    page.wait_for_url(re.compile(r"/slips/\d+/$"), timeout=SLOW)
    sign(Slip.objects.first().act)
    assert set(Item.objects.values_list("number", "state")) == {("INV-1", "stored"), ("INV-2", "repair")}
    desk.open(f"/telework/equipment/slips/{Slip.objects.first().pk}/")
    screenshot(page, f"equipment-returned-{desk.name}")
