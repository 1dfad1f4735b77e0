"""Personal devices and forbidden applications: checked by a dated list, allowed until a day, reminded, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.safe_access import api as safe_access
from diwan.telework.safe_access import checklist, terms
from diwan.telework.safe_access.models import Device
from diwan.telework.safe_access.operations import applications, checking
from tests.helpers.house import ELSEWHERE, HOLDER

SAID = {"name": "حاسوبي", "kind": "laptop", "system": "Debian 13", "browser": "Firefox 140"}


@pytest.fixture
def declared(world):
    return checking.declare_device(actor=world.actor("person"), said=SAID, ask=True, now=timezone.now())


def check(world, row, *, by=HOLDER, passed=True, **answers):
    today = timezone.localdate()
    every = {item.code: True for item in checklist.in_force(today).items}
    said = {"answers": every | answers, "passed": passed, "note": "", "now": timezone.now(), "today": today}
    return checking.check_device(actor=world.actor(by), device_id=row.pk, **said)


def test_a_device_is_allowed_after_its_check_until_the_rules_say(world, declared):
    today = timezone.localdate()
    assert safe_access.allowed_devices(declared.person_id, today) == []
    done = check(world, declared)
    until = terms.check_holds_until(world.here.pk, today)
    assert until > today
    assert (done.version, done.until) == (checklist.in_force(today).code, until)
    assert [row.pk for row in safe_access.allowed_devices(declared.person_id, today)] == [declared.pk]
    assert safe_access.allowed_devices(declared.person_id, until + timedelta(days=1)) == []


@pytest.mark.parametrize("missing", [item.code for item in checklist.versions()[-1].items if item.required])
def test_no_required_condition_may_be_missing(world, declared, missing):
    with pytest.raises(checking.ConditionsMissing):
        check(world, declared, **{missing: False})
    check(world, declared, passed=False, **{missing: False})
    declared.refresh_from_db()
    assert declared.state == "refused"


def test_every_condition_names_where_it_comes_from():
    for version in checklist.versions():
        assert all(item.source and item.names.ar and item.names.fr for item in version.items)


@pytest.mark.parametrize("by", ["person", "manager", "desk", ELSEWHERE])
def test_only_the_security_checks(world, declared, by):
    with pytest.raises(NotAllowed):
        check(world, declared, by=by)


def test_it_is_reminded_once_then_over(world, declared):
    now = timezone.now()
    until = check(world, declared).until
    soon = until - timedelta(days=3)
    assert checking.remind(now=now, today=soon) == 1
    assert checking.remind(now=now, today=soon) == 0
    checking.remind(now=now, today=until)
    declared.refresh_from_db()
    assert declared.state == "allowed"  # its last day counts
    checking.remind(now=now, today=until + timedelta(days=1))
    declared.refresh_from_db()
    assert (declared.state, declared.allowed_until) == ("expired", None)
    assert Notification.objects.filter(person=declared.person_id).count() == 3  # allowed, soon, over


def test_withdrawn_it_is_declared_anew(world, declared):
    checking.withdraw_device(actor=world.actor("person"), device_id=declared.pk, note="بيع", now=timezone.now())
    with pytest.raises(checking.NotThisDevice):
        checking.ask_check(actor=world.actor("person"), device_id=declared.pk, now=timezone.now())


def test_no_field_of_a_device_follows_anybody():
    names = {field.name for field in Device._meta.get_fields()}
    assert not names & {"serial", "imei", "mac", "ip", "ip_address", "latitude", "longitude", "location", "user_agent"}


def test_an_application_is_forbidden_with_a_reason_and_lifted(world):
    row, today = world.forbidden_application, timezone.localdate()
    said = {"administration_id": world.here.pk, "name": row.name.upper(), "reason": "x", "today": today}
    with pytest.raises(applications.ListedAlready):
        applications.forbid(actor=world.actor(HOLDER), now=timezone.now(), **said)
    with pytest.raises(NotAllowed):
        applications.forbid(actor=world.actor(ELSEWHERE), now=timezone.now(), **said | {"name": "آخر"})
    applications.lift(actor=world.actor(HOLDER), application_id=row.pk, now=timezone.now(), today=today)
    applications.forbid(actor=world.actor(HOLDER), now=timezone.now(), **said)


def test_an_exception_is_asked_once_and_granted_until_a_day(world):
    row, today, now = world.forbidden_application, timezone.localdate(), timezone.now()
    asked = applications.ask_exception(
        actor=world.actor("person"), application_id=row.pk, purpose="لقاء مع شريك", now=now
    )
    with pytest.raises(applications.AskedAlready):
        applications.ask_exception(actor=world.actor("person"), application_id=row.pk, purpose="x", now=now)
    with pytest.raises(NotAllowed):
        applications.ask_exception(actor=world.actor(ELSEWHERE), application_id=row.pk, purpose="x", now=now)
    said = {"exception_id": asked.pk, "granted": True, "reason": "", "now": now, "today": today}
    with pytest.raises(applications.EndMissing):
        applications.decide_exception(actor=world.actor(HOLDER), until=None, **said)
    done = applications.decide_exception(actor=world.actor(HOLDER), until=today + timedelta(days=9), **said)
    assert done.state == "granted"
    with pytest.raises(applications.Decided):
        applications.decide_exception(actor=world.actor(HOLDER), until=today, **said)
