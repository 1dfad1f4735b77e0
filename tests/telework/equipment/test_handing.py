"""Slips signed by both sides; returns; what goes wrong between."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts.models import Act
from diwan.telework.agreements import api as agreements
from diwan.telework.equipment import api as equipment
from diwan.telework.equipment import queries, tasks
from diwan.telework.equipment.models import DueReturn, Item, Movement, Slip, SlipLine
from diwan.telework.equipment.operations import asking, counting, handing, inventory
from diwan.telework.equipment.operations.shared import NotNow
from tests.core import people
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.acts import refuse, sign


def state(item):
    item.refresh_from_db()
    return (item.state, item.holder_id)


def test_many_items_one_signature_each_and_nothing_changes_hands_before(house):
    items = [house.item("laptop"), house.item("modem"), house.item("vpn")]
    slip = house.hand(*items)
    assert state(items[0]) == ("stored", None)
    assert not equipment.received(house.people["division"].pk), "what waits for a signature is not received"
    act = Act.objects.get(pk=slip.act)
    assert [one.person_id for one in act.signers.order_by("position")] == [
        house.people["desk"].pk,
        house.people["division"].pk,
    ]
    sign(slip.act, until=1)
    assert state(items[0]) == ("stored", None), "one side is not both"
    sign(slip.act, until=1)
    for one in items:
        assert state(one) == ("out", house.people["division"].pk)
    slip.refresh_from_db()
    assert (slip.state, bool(slip.reference)) == ("signed", True)
    assert {one.number for one in equipment.held_by(house.people["division"].pk)} == {one.number for one in items}
    assert equipment.received(house.people["division"].pk)


def test_what_the_employee_refuses_stays_in_store(house):
    one = house.item()
    slip = house.hand(one)
    sign(slip.act, until=1)
    refuse(slip.act, "الشاحن غير موجود")
    slip.refresh_from_db()
    assert (slip.state, slip.reason) == ("refused", "الشاحن غير موجود")
    assert state(one) == ("stored", None)
    assert Notification.objects.filter(kind="equipment.refused", person=house.people["desk"]).count() == 1
    house.hand(one)  # and may be offered again


def test_a_slip_nobody_signed_is_withdrawn(house):
    one = house.item()
    slip = house.hand(one)
    run_jobs()
    with pytest.raises(NotAllowed):
        handing.withdraw(actor=house.actor("division"), slip_id=slip.pk, reason="x", now=timezone.now())
    handing.withdraw(actor=house.actor("desk"), slip_id=slip.pk, reason="خطأ في الجرد", now=timezone.now())
    run_jobs()
    slip.refresh_from_db()
    assert slip.state == "withdrawn"
    assert not SlipLine.objects.filter(live=True).exists()


def test_an_item_is_on_one_slip_at_a_time(house):
    one = house.item()
    house.hand(one)
    with pytest.raises(handing.OnAnotherSlip):
        house.hand(one, to="finance")


@pytest.mark.django_db(transaction=True)
def test_two_desks_hand_over_the_same_laptop_at_once(house):
    one, found = house.item(), []

    def offer(to):
        try:
            house.hand(one, to=to)
            found.append("offered")
        except handing.OnAnotherSlip:
            found.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=offer, args=[to]) for to in ("division", "finance")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["offered", "refused"]
    assert Slip.objects.count() == 1


def test_who_may_not_hand_over(house):
    one = house.item()
    with pytest.raises(NotAllowed):
        house.hand(one, by="head")
    with pytest.raises(handing.OwnDesk):
        house.hand(one, to="desk")
    house.people["stranger"] = people.person(
        "Someone Else", administration=people.administration("MEF", arabic="وزارة الاقتصاد والمالية")
    )
    with pytest.raises(handing.PersonElsewhere):
        house.hand(one, to="stranger")
    assert not Slip.objects.exists()


def handed(house, *items):
    slip = house.hand(*items)
    sign(slip.act)
    return slip


def test_a_return_is_signed_and_each_item_goes_where_it_belongs(house):
    good, broken, gone = house.item("laptop"), house.item("phone"), house.item("token")
    handed(house, good, broken, gone)
    slip = house.back(
        equipment.Line(good.pk),
        equipment.Line(broken.pk, "damaged", "الشاشة مكسورة"),
        equipment.Line(gone.pk, "missing"),
    )
    act = Act.objects.get(pk=slip.act)
    assert [one.person_id for one in act.signers.order_by("position")] == [
        house.people["division"].pk,
        house.people["desk"].pk,
    ]
    sign(slip.act)
    assert (state(good), state(broken), state(gone)) == (("stored", None), ("repair", None), ("lost", None))
    assert equipment.held_by(house.people["division"].pk) == []
    assert Movement.objects.filter(item=broken, step="returned", note="الشاشة مكسورة").exists()


def test_what_is_not_theirs_is_not_taken_back(house):
    one = house.item()
    handed(house, one)
    with pytest.raises(handing.NotTheirs):
        house.back(one, of="finance")


def test_for_somebody_who_left_the_desk_signs_alone_and_says_why(house):
    one = house.item()
    handed(house, one)
    slip = house.back(one, alone="غادر الإدارة")
    sign(slip.act)
    assert state(one) == ("stored", None)


def ended(house, day):
    from diwan.telework.equipment.handlers import ask_it_back

    fact = agreements.AgreementEnded(
        agreement_id=7,
        person_id=house.people["division"].pk,
        unit_id=house.units["DIV"].pk,
        administration_id=house.tenant.pk,
        on=day.isoformat(),
    )
    ask_it_back(fact)
    ask_it_back(fact)
    run_jobs()


def test_the_end_of_telework_asks_everything_back_once(house):
    one = house.item()
    handed(house, one)
    day = timezone.now().date()
    ended(house, day)
    row = DueReturn.objects.get()
    assert row.due_on >= day
    assert Notification.objects.filter(kind="equipment.due", person=house.people["division"]).count() == 1
    sign(house.back(one).act)
    row.refresh_from_db()
    assert row.closed_at is not None


def test_who_holds_nothing_is_asked_nothing(house):
    ended(house, timezone.now().date())
    assert not DueReturn.objects.exists()


def test_late_returns_are_said_to_both(house):
    one = house.item()
    handed(house, one)
    asking.ask_return(
        person_id=house.people["division"].pk, ended_on=timezone.now().date() - timedelta(days=20), now=timezone.now()
    )
    late = timezone.now().date() - timedelta(days=7)
    DueReturn.objects.update(due_on=late)
    run_jobs()
    for _n in range(2):
        tasks.remind()
    told = Notification.objects.filter(kind="equipment.due", key__contains=":-7")
    assert set(told.values_list("person", flat=True)) == {house.people["division"].pk, house.people["desk"].pk}
    assert told.count() == 2


def test_leavers_who_still_hold_something_are_listed(house):
    one = house.item()
    handed(house, one)
    today = timezone.now().date()
    (row,) = queries.leavers(house.actor("desk"), today)
    assert (row["person"], row["items"], row["gone"]) == (house.people["division"], [one], False)
    house.people["division"].is_active = False
    house.people["division"].save()
    assert queries.leavers(house.actor("desk"), today)[0]["gone"]
    assert queries.leavers(house.actor("head"), today) == []


def test_a_need_holds_telework_back_until_it_was_received(house):
    person = house.people["division"].pk
    assert equipment.received(person), "none needed"
    unit = house.units["DIV"]
    equipment.need(actor=house.actor("desk"), person_id=person, unit=unit, kinds=["laptop", "vpn"], now=timezone.now())
    assert not equipment.received(person)
    handed(house, house.item("laptop"))
    assert not equipment.received(person)
    handed(house, house.item("vpn"))
    assert equipment.received(person)
    with pytest.raises(NotAllowed):
        equipment.need(actor=house.actor("head"), person_id=person, unit=unit, kinds=[], now=timezone.now())


def test_the_condition_and_the_open_end_are_known_to_agreements(house):
    from diwan.telework.agreements import registry

    assert "equipment" in {one.code for one in registry.conditions()}
    one = house.item()
    handed(house, one)
    rows = [row for _label, found in agreements.open_ends(house.people["division"].pk) for row in found]
    assert any(one.number in words for words, _url in rows)


def test_a_lost_item_is_said_by_whoever_holds_it(house):
    one = house.item()
    handed(house, one)
    with pytest.raises(NotAllowed):
        inventory.declare_lost(actor=house.actor("finance"), item_id=one.pk, what="x", now=timezone.now())
    inventory.declare_lost(actor=house.actor("division"), item_id=one.pk, what="سرق من السيارة", now=timezone.now())
    run_jobs()
    assert state(one) == ("lost", house.people["division"].pk), "who answers for it stays known"
    assert Notification.objects.filter(kind="equipment.lost", person=house.people["desk"]).count() == 1
    with pytest.raises(NotNow):
        inventory.declare_lost(actor=house.actor("desk"), item_id=one.pk, what="x", now=timezone.now())
    inventory.put_back(actor=house.actor("desk"), item_id=one.pk, what="عثر عليه", now=timezone.now())
    assert state(one) == ("stored", None)


def test_the_security_officers_are_asked_whether_to_cut_whoever_lost_what_opens_a_door(house):
    officer = people.person("Nadia Ouali", administration=house.tenant)
    people.seat(officer, people.post(house.units["root"], "أمن", rights={"telework.security": "administration"}))
    for kind, asked in (("laptop", 1), ("screen", 1), ("token", 2)):
        one = house.item(kind)
        handed(house, one)
        inventory.declare_lost(actor=house.actor("division"), item_id=one.pk, what="ضاع", now=timezone.now())
        run_jobs()
        told = Notification.objects.filter(person=officer, kind="safe_access.device")
        assert told.count() == asked, kind
        assert {row.url for row in told} == {reverse("safe_access:desk_cut", args=[house.people["division"].pk])}


def test_a_count_notes_what_was_not_seen(house):
    seen, unseen = house.item(), house.item()
    desk, now = house.actor("desk"), timezone.now()
    count = counting.begin(actor=desk, unit=house.units["DRH"], now=now)
    with pytest.raises(counting.CountUnderWay):
        counting.begin(actor=desk, unit=house.units["DRH"], now=now)
    rows = {row.item_id: row.pk for row in count.sightings.all()}
    counting.tick(actor=desk, count_id=count.pk, shown=list(rows.values()), seen=[rows[seen.pk]], now=now)
    with pytest.raises(NotAllowed):
        counting.close(actor=house.actor("head"), count_id=count.pk, now=now)
    counting.close(actor=desk, count_id=count.pk, now=now)
    assert Movement.objects.get(item=seen, step="counted")
    assert Movement.objects.get(item=unseen, step="unseen")
    with pytest.raises(counting.CountOver):
        counting.tick(actor=desk, count_id=count.pk, shown=[], seen=[], now=now)


def test_what_is_out_of_use_stays_so(house):
    one = house.item()
    inventory.retire(actor=house.actor("desk"), item_id=one.pk, what="قديم", now=timezone.now())
    with pytest.raises(NotNow):
        house.hand(one)
    assert Item.objects.get().state == "retired"
