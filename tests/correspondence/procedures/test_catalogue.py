"""The common catalogue: loaded as often as one likes, never rewriting what a letter was handed in under."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.correspondence.procedures.models import Procedure, ProcedureVersion
from diwan.correspondence.procedures.operations import catalogue, versions
from tests.core import people
from tests.helpers import world

NOW = people.NOW
LATER = datetime(2027, 2, 1, 9, tzinfo=UTC)

SMALL = """
country = "MA"
[[procedures]]
code = "request"
from = 2020-09-28
names = { ar = "طلب", fr = "Demande", en = "Request" }
days = %(days)s
legal_key = "request"
silence = "acceptance"
source = "law"
pieces = [{ ar = "بطاقة" }]
[sources.law]
ar = "القانون"
"""


def folder(tmp_path, days=60, text=SMALL):
    (tmp_path / "MA.toml").write_text(text % {"days": days}, encoding="utf-8")
    return tmp_path


@pytest.fixture
def office(db):
    return world.office(people.root(people.administration("MEN")), "MEN")


def card(office, at=NOW):
    return organisations.open_office(office.pk, at)


def test_the_files_of_the_house_load_and_load_again(db):
    assert procedures.load_all(now=NOW) == 8
    assert procedures.load_all(now=LATER) == 0
    assert Procedure.objects.filter(administration=None).count() == 8


def test_every_procedure_of_the_files_has_three_languages_a_source_and_says_it_is_to_be_confirmed(db):
    procedures.load_all(now=NOW)
    for version in ProcedureVersion.objects.all():
        assert version.name_ar
        assert version.name_fr
        assert version.name_en
        assert {"ar", "fr", "en"} <= set(version.source)
        assert not version.confirmed
        if version.silence != "nothing":
            assert version.recourse["ar"]


def test_a_change_corrects_what_nobody_used(db, tmp_path):
    assert catalogue.load(country="MA", now=NOW, folder=folder(tmp_path)) == 1
    assert catalogue.load(country="MA", now=LATER, folder=folder(tmp_path, days=45)) == 1
    version = ProcedureVersion.objects.get()
    assert (version.days, version.starts_on) == (45, date(2020, 9, 28))


def test_a_change_never_rewrites_what_a_letter_was_handed_in_under(office, tmp_path):
    catalogue.load(country="MA", now=NOW, folder=folder(tmp_path))
    first = ProcedureVersion.objects.get()
    world.deposit(office, procedure=first.pk)
    assert catalogue.load(country="MA", now=LATER, folder=folder(tmp_path, days=45)) == 1
    first.refresh_from_db()
    second = ProcedureVersion.objects.exclude(pk=first.pk).get()
    assert (first.days, first.ends_on) == (60, date(2027, 2, 1))
    assert (second.days, second.starts_on, second.ends_on) == (45, date(2027, 2, 1), None)
    assert catalogue.load(country="MA", now=LATER, folder=folder(tmp_path, days=45)) == 0
    assert procedures.card(first.pk).rule.days == 60


def test_what_left_the_file_is_closed(office, tmp_path):
    catalogue.load(country="MA", now=NOW, folder=folder(tmp_path))
    (tmp_path / "MA.toml").write_text('country = "MA"\nprocedures = []\n[sources]\n', encoding="utf-8")
    assert catalogue.load(country="MA", now=LATER, folder=tmp_path) == 1
    assert procedures.offered_at(card(office), LATER) == []
    assert catalogue.load(country="MA", now=LATER, folder=tmp_path) == 0


def test_a_file_cannot_go_beyond_the_law(db, tmp_path):
    with pytest.raises(versions.LongerThanTheLaw):
        catalogue.load(country="MA", now=NOW, folder=folder(tmp_path, days=61))
    assert not Procedure.objects.exists()


def test_an_office_offers_the_common_ones_of_its_country_in_few_queries(office, django_assert_num_queries):
    procedures.load_all(now=NOW)
    here = card(office)
    with django_assert_num_queries(2):
        offered = procedures.offered_at(here, NOW)
    assert {one.code for one in offered} == {
        "plain-letter", "administrative-act", "investment-file", "complaint", "information", "information-urgent",
    }  # fmt: skip
    assert procedures.count_open(office.administration_id, NOW) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("شكايه", {"complaint"}),
        ("RECLAMATION", {"complaint"}),
        ("complaint", {"complaint"}),
        ("ⵜⴰⴱⵔⴰⵜ", {"plain-letter"}),
        ("information urgente", {"information-urgent"}),
        ("الحصول المعلومات", {"information", "information-urgent"}),
        ("xyz", set()),
    ],
)
def test_the_search_reads_four_languages_however_typed(office, text, found):
    procedures.load_all(now=NOW)
    assert {one.code for one in procedures.offered_at(card(office), NOW, text)} == found


def test_what_was_not_in_force_yet_is_not_offered(office):
    procedures.load_all(now=NOW)
    then = datetime(2019, 1, 15, 9, tzinfo=UTC)  # before laws 31-13 and 55-19, after the decree on complaints
    here = card(office)
    assert {one.code for one in procedures.offered_at(here, then)} == {"plain-letter", "complaint"}
