"""Registry offices: opened in a unit, handed to another one, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..models import RegistryOffice, Unit
from .common import checked, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..actors import Actor, Names


class OfficeShut(Refusal):
    message = _("This registry office is closed; it stays as it was.")


@transaction.atomic
def open_registry_office(
    *, actor: Actor, unit_id: int, code: str, names: Names, on: date, now: datetime, accepts_public: bool = False
) -> RegistryOffice:
    """Open a registry office in a unit, under a code that no other has ever had."""
    unit = Unit.objects.select_related("administration").get(pk=unit_id)
    if not policies.may_administer(actor, unit):
        raise NotAllowed
    office = checked(
        RegistryOffice(
            administration=unit.administration,
            unit=unit,
            code=code,
            accepts_public=accepts_public,
            opened_on=on,
            name_ar=names.ar,
            name_fr=names.fr,
            name_en=names.en,
            name_zgh=names.zgh,
        )
    )
    facts = {"code": code, "unit": unit.pk, "name": names.ar, "on": on.isoformat()}
    _written(actor, office, "registry_office.opened", facts, now)
    return office


@transaction.atomic
def change_registry_office(
    *, actor: Actor, office_id: int, names: Names, accepts_public: bool, now: datetime
) -> RegistryOffice:
    """Give a registry office other names, and open it to the public or not. Its code, in its numbers, stays."""
    office = _locked(office_id)
    if not policies.may_administer(actor, office.unit):
        raise NotAllowed
    if office.closed_on is not None:
        raise OfficeShut
    office.accepts_public = accepts_public
    office.name_ar, office.name_fr, office.name_en, office.name_zgh = names.ar, names.fr, names.en, names.zgh
    facts = {"code": office.code, "name": names.ar, "public": accepts_public}
    _written(actor, checked(office), "registry_office.changed", facts, now)
    return office


@transaction.atomic
def close_registry_office(*, actor: Actor, office_id: int, on: date, now: datetime) -> RegistryOffice:
    """Close a registry office from a day on; its registers stay readable and its code is never given again."""
    office = _locked(office_id)
    if not policies.may_administer(actor, office.unit):
        raise NotAllowed
    office.closed_on = on
    _written(actor, checked(office), "registry_office.closed", {"code": office.code, "on": on.isoformat()}, now)
    return office


@transaction.atomic
def hand_over_registry_office(*, actor: Actor, office_id: int, unit_id: int, now: datetime) -> RegistryOffice:
    """Give a registry office to another unit of its administration: its books go on under the same numbers."""
    office = _locked(office_id)
    unit = Unit.objects.get(pk=unit_id, administration=office.administration_id, abolished_on__isnull=True)
    if not (policies.may_administer(actor, office.unit) and policies.may_administer(actor, unit)):
        raise NotAllowed
    facts = {"code": office.code, "from": office.unit_id, "to": unit.pk}
    office.unit = unit
    _written(actor, checked(office), "registry_office.handed_over", facts, now)
    return office


def _locked(office_id: int) -> RegistryOffice:
    rows = RegistryOffice.objects.select_for_update(of=("self",)).select_related("unit__administration")
    return rows.get(pk=office_id)


def _written(actor: Actor, office: RegistryOffice, kind: str, facts: dict, now: datetime) -> None:
    record(actor=actor, administration=office.administration, kind=kind, subject=office, facts=facts, now=now)
