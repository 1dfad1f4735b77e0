"""Whose mail an office keeps, asked from both sides."""

from __future__ import annotations

import pytest

from diwan.core.organisations import api as organisations
from diwan.core.organisations.models import UnitVersion
from diwan.core.organisations.operations import offices
from tests.core import people

pytestmark = pytest.mark.django_db


def opened(unit, code):
    said = {"unit_id": unit.pk, "code": code, "names": people.Names("مكتب الضبط")}
    return offices.open_registry_office(actor=people.SYSTEM, on=people.FOUNDED, now=people.NOW, **said)


def test_an_office_keeps_the_units_whose_nearest_office_it_is():
    tenant = people.administration("MEN", arabic="وزارة التربية الوطنية")
    root = people.root(tenant)
    service, directorate = people.unit(root), people.unit(root)
    division = people.unit(directorate)
    units = [root, service, directorate, division, people.unit(division)]
    kept = [opened(service, "MEN"), opened(division, "MEN-DIV")]
    for office in kept:
        found = UnitVersion.objects.filter(organisations.kept_by([office.pk], people.NOW))
        nearest = {unit.pk for unit in units if organisations.nearest_office(unit.pk, people.NOW).id == office.pk}
        assert set(found.values_list("unit", flat=True)) == nearest
    assert not UnitVersion.objects.filter(organisations.kept_by([], people.NOW)).exists()
