"""Units live, change their name and their place, and the directory remembers."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from diwan.core.organisations import queries
from diwan.core.organisations.actors import SYSTEM, Actor, Names, Reach
from diwan.core.organisations.enums import ADMINISTER
from diwan.core.organisations.models import Holding, Unit, UnitVersion
from diwan.core.organisations.operations import common, offices, units
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.core.people import FOUNDED, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry():
    return people.administration()


@pytest.fixture
def tree(ministry):
    centre = people.root(ministry)
    region = people.unit(centre, "أكاديمية الرباط", "region")
    province = people.unit(region, "مديرية سلا", "province")
    school = people.unit(province, "ثانوية ابن خلدون", "establishment", code="12345A")
    return centre, region, province, school


def administrator_of(place):
    return Actor(1, "", grants=(Reach(ADMINISTER, place.path),))


def test_the_path_says_who_stands_above(tree):
    centre, region, province, school = tree
    assert school.path == f"/{centre.pk}/{region.pk}/{province.pk}/{school.pk}/"
    assert set(Unit.objects.below(region)) == {region, province, school}


def test_the_database_refuses_a_path_that_is_not_ones_own(tree):
    with pytest.raises(IntegrityError, match="unit_path_ends_with_itself"), transaction.atomic():
        Unit.objects.filter(pk=tree[3].pk).update(path="/1/2/")


def test_renamed_from_a_day_on_and_remembered_before_it(tree):
    school, day = tree[3], date(2026, 9, 1)
    units.rename_unit(actor=SYSTEM, unit_id=school.pk, names=Names("ثانوية الخوارزمي", "Lycée X"), on=day, now=NOW)
    assert queries.unit_name(school, day, "ar") == "ثانوية الخوارزمي"
    assert queries.unit_name(school, day, "fr") == "Lycée X"
    assert queries.unit_name(school, day - timedelta(days=1), "ar") == "ثانوية ابن خلدون"


def test_a_name_absent_in_a_language_falls_back(tree):
    assert queries.unit_name(tree[3], TODAY, "fr") == "ثانوية ابن خلدون"


def test_a_change_before_the_last_one_is_refused(tree):
    school = tree[3]
    units.rename_unit(actor=SYSTEM, unit_id=school.pk, names=Names("ب"), on=TODAY, now=NOW)
    with pytest.raises(units.DateTooEarly):
        units.rename_unit(actor=SYSTEM, unit_id=school.pk, names=Names("ج"), on=date(2025, 1, 1), now=NOW)


def test_two_names_on_one_day_are_impossible_in_the_database(tree):
    school = tree[3]
    version = UnitVersion(unit=school, name_ar="ب", search_text="", starts_on=TODAY)
    with pytest.raises(IntegrityError, match="unit_version_one_at_a_time"), transaction.atomic():
        version.save()
    with pytest.raises(common.AgainstTheRules):
        common.checked(version)


def test_moved_with_all_below_it_and_the_directory_shows_the_former_place_before(tree):
    centre, region, province, school = tree
    other = people.unit(centre, "أكاديمية فاس", "region")
    units.move_unit(actor=SYSTEM, unit_id=province.pk, parent_id=other.pk, on=TODAY, now=NOW)
    school.refresh_from_db()
    assert school.path == f"/{centre.pk}/{other.pk}/{province.pk}/{school.pk}/"
    assert [v.unit for v in queries.children(region, date(2026, 1, 1))] == [province]
    assert not queries.children(region, TODAY)
    assert [v.unit for v in queries.children(other, TODAY)] == [province]
    assert [v.unit for v in queries.ancestors(province.versions.last(), TODAY)] == [centre, other]


def test_a_unit_never_stands_below_itself_nor_moves_in_the_future_nor_abroad(tree):
    _centre, region, province, _school = tree
    with pytest.raises(units.WouldCircle):
        units.move_unit(actor=SYSTEM, unit_id=region.pk, parent_id=province.pk, on=TODAY, now=NOW)
    with pytest.raises(units.NotYet):
        units.move_unit(actor=SYSTEM, unit_id=province.pk, parent_id=tree[0].pk, on=TODAY + timedelta(days=1), now=NOW)
    abroad = people.root(people.administration("KWM", "KW", "وزارة التربية"))
    with pytest.raises(units.ParentElsewhere):
        units.move_unit(actor=SYSTEM, unit_id=province.pk, parent_id=abroad.pk, on=TODAY, now=NOW)


def test_merged_units_leave_what_was_below_them_to_their_successor(tree):
    centre, region, province, _school = tree
    into = people.unit(centre, "أكاديمية الرباط سلا القنيطرة", "region")
    units.merge_units(actor=SYSTEM, unit_ids=[region.pk], into_id=into.pk, on=TODAY, now=NOW)
    region.refresh_from_db()
    province.refresh_from_db()
    assert (region.abolished_on, region.successor) == (TODAY, into)
    assert province.parent == into
    assert province.path.startswith(into.path)
    assert region.pk not in queries.directory(TODAY).values_list("unit", flat=True)
    assert region.pk in queries.directory(TODAY - timedelta(days=1)).values_list("unit", flat=True)


def test_abolished_only_when_empty_and_its_people_leave_with_it(tree):
    _centre, region, _province, school = tree
    with pytest.raises(units.StillHasUnits):
        units.abolish_unit(actor=SYSTEM, unit_id=region.pk, successor_id=None, on=TODAY, now=NOW)
    people.seat(people.person(), people.post(school, is_head=True))
    units.abolish_unit(actor=SYSTEM, unit_id=school.pk, successor_id=region.pk, on=TODAY, now=NOW)
    assert not Holding.objects.at(NOW).exists()
    with pytest.raises(units.UnitGone):
        units.rename_unit(actor=SYSTEM, unit_id=school.pk, names=Names("ب"), on=TODAY, now=NOW)


def test_a_unit_with_a_registry_office_waits_for_its_registers(tree):
    school = tree[3]
    office = offices.open_registry_office(
        actor=SYSTEM, unit_id=school.pk, code="MEN-IBN", names=Names("مكتب الضبط"), on=FOUNDED, now=NOW
    )
    with pytest.raises(units.StillHasRegistryOffice):
        units.abolish_unit(actor=SYSTEM, unit_id=school.pk, successor_id=None, on=TODAY, now=NOW)
    offices.hand_over_registry_office(actor=SYSTEM, office_id=office.pk, unit_id=tree[2].pk, now=NOW)
    units.abolish_unit(actor=SYSTEM, unit_id=school.pk, successor_id=None, on=TODAY, now=NOW)


def test_an_administrator_acts_in_their_sub_tree_and_nowhere_else(tree):
    centre, region, province, school = tree
    local = administrator_of(province)
    made = units.create_unit(
        actor=local, parent_id=province.pk, kind="service", names=Names("مصلحة"), on=TODAY, now=NOW
    )
    assert made.parent == province
    with pytest.raises(NotAllowed):
        units.create_unit(actor=local, parent_id=region.pk, kind="service", names=Names("مصلحة"), on=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        units.move_unit(actor=local, unit_id=school.pk, parent_id=centre.pk, on=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        units.open_administration(actor=local, code="XX", country="MA", names=Names("ب"), on=TODAY, now=NOW)


def test_search_knows_the_ways_of_typing_arabic(tree):
    people.unit(tree[0], "المديرية الإقليمية بالدار البيضاء أنفا", "province")
    found = queries.directory(TODAY).matching("الاقليميه انفا")
    assert [v.name_ar for v in found] == ["المديرية الإقليمية بالدار البيضاء أنفا"]
    assert [v.unit for v in queries.directory(TODAY).matching("12345a")] == [tree[3]]
