"""The pages of the desk and of the employee, sheets in and out."""

from __future__ import annotations

import io
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diwan.telework.equipment.models import Item, Slip
from tests.helpers.telework.acts import sign


@pytest.fixture
def browsing(house):
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):

        def signed_in(who):
            browser = Client()
            browser.force_login(house.people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
            return browser

        yield signed_in


def send(browser, name, /, *args, **said):
    said.setdefault("idempotency_key", str(uuid.uuid4()))
    return browser.post(reverse(f"equipment:{name}", args=args), said)


def sheet(text):
    file = io.BytesIO(text.encode())
    file.name = "items.csv"
    return file


def test_a_sheet_is_imported_whole_or_not_at_all(house, browsing):
    desk, unit = browsing("desk"), house.units["DRH"].pk
    good = "number,kind,label,serial\nA-1,laptop,حاسوب,SN1\nA-2,modem,مودم,\n"
    assert send(desk, "import", unit=unit, sheet=sheet(good)).status_code == 302
    assert set(Item.objects.values_list("number", "kind")) == {("A-1", "laptop"), ("A-2", "modem")}
    again = "number,kind,label,serial\nA-1,laptop,حاسوب جديد,SN1\nA-3,phone,هاتف,\nA-4,rocket,x,\n"
    page = send(desk, "import", unit=unit, sheet=sheet(again))
    assert page.status_code == 422
    assert Item.objects.get(number="A-1").label == "حاسوب"
    assert Item.objects.count() == 2
    assert send(desk, "import", unit=unit, sheet=sheet(again.replace("rocket", "token"))).status_code == 302
    assert Item.objects.get(number="A-1").label == "حاسوب جديد"
    assert Item.objects.count() == 4


def test_what_is_exported_is_imported_again_without_a_change(house, browsing):
    house.item("laptop")
    house.item("modem")
    desk = browsing("desk")
    before = list(Item.objects.values_list("number", "kind", "label", "serial", "note"))
    file = io.BytesIO(desk.get(reverse("equipment:export")).content)
    file.name = "equipment.xlsx"
    assert send(desk, "import", unit=house.units["DRH"].pk, sheet=file).status_code == 302
    assert list(Item.objects.values_list("number", "kind", "label", "serial", "note")) == before


def test_a_slip_is_made_on_one_page_and_seen_by_both(house, browsing):
    one, desk = house.item(), browsing("desk")
    whom = house.people["division"]
    assert send(desk, "hand_over", whom.pk).status_code == 422
    said = {"item": one.pk, f"condition-{one.pk}": "new", f"remark-{one.pk}": "مع شاحن"}
    assert send(desk, "hand_over", whom.pk, **said).status_code == 302
    slip = Slip.objects.get()
    assert slip.lines.get().remark == "مع شاحن"
    mine = browsing("division")
    assert one.number in mine.get(reverse("equipment:mine")).content.decode()
    assert mine.get(reverse("equipment:slip", args=[slip.pk])).status_code == 200
    assert browsing("finance").get(reverse("equipment:slip", args=[slip.pk])).status_code == 404
    sign(slip.act)
    page = mine.get(reverse("equipment:item", args=[one.pk])).content.decode()
    assert reverse("equipment:act", args=[one.pk, "lost"]) in page
    assert reverse("equipment:act", args=[one.pk, "retire"]) not in page
    assert send(mine, "act", one.pk, "retire", what="x").status_code == 403
    assert send(mine, "act", one.pk, "damaged", what="سقط").status_code == 302


def test_the_desk_is_nobody_elses(house, browsing):
    one = house.item()
    head = browsing("head")
    for name, args in (
        ("items", ()),
        ("slips", ()),
        ("leavers", ()),
        ("counts", ()),
        ("hand_over", [house.people["division"].pk]),
    ):
        assert head.get(reverse(f"equipment:{name}", args=args)).status_code == 403
    assert head.get(reverse("equipment:item", args=[one.pk])).status_code == 404


def test_lists_cost_the_same_however_long(house, browsing):
    desk = browsing("desk")
    pages = [reverse(f"equipment:{name}") for name in ("items", "slips", "leavers")]

    def costs():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                desk.get(page)
            found.append(len(queries))
        return found

    sign(house.hand(house.item()).act)
    costs()
    before = costs()
    sign(house.hand(house.item(), house.item()).act)
    sign(house.hand(house.item(), to="finance").act)
    assert costs() == before


def test_items_are_found_by_whoever_holds_them(house, browsing):
    one, other = house.item(), house.item()
    sign(house.hand(one).act)
    page = browsing("desk").get(reverse("equipment:items"), {"q": "division"}).content.decode()
    assert one.number in page
    assert other.number not in page
