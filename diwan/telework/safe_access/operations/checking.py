"""Personal devices: declared, checked against a dated list, allowed until a day, reminded, withdrawn (SEC-1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal

from .. import checklist, terms
from ..enums import NOTICE, DeviceState
from ..events import DeviceAllowed
from ..models import Device, DeviceCheck
from .common import demand_guard, record, tell, tell_officers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

OPEN = (DeviceState.DECLARED, DeviceState.TO_CHECK, DeviceState.ALLOWED, DeviceState.REFUSED, DeviceState.EXPIRED)


class NotThisDevice(Refusal):
    message = gettext_lazy("This device was withdrawn or lost: declare it anew to use it again.")


class NothingToCheck(Refusal):
    message = gettext_lazy("No check of this device was asked.")


class ConditionsMissing(Refusal):
    message = gettext_lazy("A device is allowed when every required condition is met.")
    advice = gettext_lazy("Answer every condition, or refuse the device and say what is missing.")
    status = 422


@transaction.atomic
def declare_device(*, actor: Actor, said: Mapping[str, str], ask: bool, now: datetime) -> Device:
    """Declare a device of one's own; `ask` has it checked at once.

    Raises:
        NotAllowed: the actor sits nowhere.
    """
    if actor.person_id is None or not actor.seats:
        raise NotAllowed
    tenant = actor.seats[0].administration_id
    row = Device.objects.create(administration_id=tenant, person_id=actor.person_id, declared_at=now, **said)
    record(tenant, "device.declared", f"device:{row.pk}", actor, now, device=row.kind)
    return ask_check(actor=actor, device_id=row.pk, now=now) if ask else row


@transaction.atomic
def ask_check(*, actor: Actor, device_id: int, now: datetime) -> Device:
    """Ask that a device be checked; the security officers are told.

    Raises:
        NotAllowed, NotThisDevice
    """
    row = _locked(device_id)
    if row.person_id != actor.person_id:
        raise NotAllowed
    if row.state == DeviceState.TO_CHECK:
        return row
    row.state, row.asked_at = DeviceState.TO_CHECK, now
    row.save(update_fields=["state", "asked_at"])
    tell_officers(
        row.administration_id,
        NOTICE,
        lambda: _("A personal device is to be checked: %(name)s") % {"name": row.name},
        reverse("safe_access:check", args=[row.pk]),
        f"device:{row.pk}:{now:%Y%m%d%H%M}",
        now,
    )
    record(row.administration_id, "device.check_asked", f"device:{row.pk}", actor, now)
    return row


@transaction.atomic
def check_device(
    *, actor: Actor, device_id: int, answers: Mapping[str, bool], passed: bool, note: str, now: datetime, today: date
) -> DeviceCheck:
    """Write down a check against the list in force today; a device that passed is allowed until the rules say.

    Raises:
        NotAllowed, NotThisDevice, NothingToCheck, ConditionsMissing
    """
    row = _locked(device_id)
    demand_guard(actor, row.administration_id)
    if row.state == DeviceState.DECLARED:
        raise NothingToCheck
    listed = checklist.in_force(today)
    if passed and not all(answers.get(item.code) for item in listed.items if item.required):
        raise ConditionsMissing
    until = terms.check_holds_until(row.administration_id, today) if passed else None
    check = DeviceCheck.objects.create(
        device=row,
        version=listed.code,
        answers={item.code: bool(answers.get(item.code)) for item in listed.items},
        passed=passed,
        note=note.strip(),
        by_id=actor.person_id,
        at=now,
        until=until,
    )
    row.state = DeviceState.ALLOWED if passed else DeviceState.REFUSED
    row.allowed_until, row.note, row.reminded_on = until, note.strip(), None
    row.save(update_fields=["state", "allowed_until", "note", "reminded_on"])
    said = _said(passed, row.name)
    tell(row.person, NOTICE, said, reverse("safe_access:device", args=[row.pk]), f"check:{check.pk}", now)
    record(row.administration_id, "device.checked", f"device:{row.pk}", actor, now, version=listed.code, passed=passed)
    if until:
        facts.tell(DeviceAllowed(row.pk, row.person_id, row.administration_id, until.isoformat()))
    return check


def _said(passed: bool, name: str) -> Any:
    if passed:
        return lambda: _("Your device is allowed: %(name)s") % {"name": name}
    return lambda: _("Your device is not allowed: %(name)s") % {"name": name}


@transaction.atomic
def withdraw_device(*, actor: Actor, device_id: int, note: str, now: datetime) -> Device:
    """Withdraw a device: its person no longer uses it, or a security officer no longer allows it.

    Raises:
        NotAllowed, NotThisDevice
    """
    row = _locked(device_id)
    if row.person_id != actor.person_id:
        demand_guard(actor, row.administration_id)
    row.state, row.allowed_until, row.note = DeviceState.WITHDRAWN, None, note.strip()
    row.save(update_fields=["state", "allowed_until", "note"])
    record(row.administration_id, "device.withdrawn", f"device:{row.pk}", actor, now)
    return row


@transaction.atomic
def lose_devices(*, person_id: int, only: int | None, now: datetime) -> int:
    """Part of a cut: the device that was lost, or every device of the person when none is named; how many."""
    rows = Device.objects.filter(person_id=person_id, state__in=OPEN)
    if only is not None:
        rows = rows.filter(pk=only)
    return rows.update(state=DeviceState.LOST, allowed_until=None)


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """End the checks that are over, and remind of those that soon will be; how many were reminded. May run twice."""
    over = Device.objects.filter(state=DeviceState.ALLOWED, allowed_until__lt=today)
    for row in over.select_related("person").select_for_update(of=("self",)):
        row.state, row.allowed_until = DeviceState.EXPIRED, None
        row.save(update_fields=["state", "allowed_until"])
        tell(
            row.person,
            NOTICE,
            _expired(row.name),
            reverse("safe_access:device", args=[row.pk]),
            f"expired:{row.pk}:{today}",
            now,
        )
    soon = Device.objects.filter(
        state=DeviceState.ALLOWED, allowed_until__lte=today + timedelta(days=terms.SOON), reminded_on=None
    )
    told = 0
    for row in soon.select_related("person").select_for_update(of=("self",)):
        row.reminded_on = today
        row.save(update_fields=["reminded_on"])
        url = reverse("safe_access:device", args=[row.pk])
        tell(row.person, NOTICE, _soon(row.name), url, f"soon:{row.pk}:{row.allowed_until}", now)
        told += 1
    return told


def _expired(name: str) -> Any:
    return lambda: _("The check of your device is over; ask for a new one: %(name)s") % {"name": name}


def _soon(name: str) -> Any:
    return lambda: _("The check of your device ends soon; ask for a new one: %(name)s") % {"name": name}


def _locked(device_id: int) -> Device:
    row = Device.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=device_id)
    if row.state not in OPEN:
        raise NotThisDevice
    return row
