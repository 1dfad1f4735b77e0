"""The data of the demo: exact where it speaks of the real country, harmless where it invents."""

from __future__ import annotations

from collections import Counter
from datetime import time

import pytest

from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.portal.demo import queries
from diwan.portal.demo.enums import Role

# Prefectures and provinces of each region (decree 2-15-40 of 2015); Casablanca counts as its 8 prefectures of
# arrondissements.
DIRECTORATES = {
    "AREF-TTA": 8, "AREF-OR": 8, "AREF-FM": 9, "AREF-RSK": 7, "AREF-BMK": 5, "AREF-CS": 16,
    "AREF-MS": 8, "AREF-DT": 5, "AREF-SM": 6, "AREF-GON": 4, "AREF-LSH": 4, "AREF-DOD": 2,
}  # fmt: skip


def test_the_country_has_12_academies_and_82_provincial_directorates():
    assert len(queries.academies()) == 12
    assert len(queries.directorates()) == 82
    assert Counter(row.parent for row in queries.directorates()) == DIRECTORATES


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_no_two_academies_or_directorates_share_a_name(language):
    called = [row.names.get(language) for row in (*queries.academies(), *queries.directorates())]
    assert [name for name, count in Counter(called).items() if count > 1] == []


def test_every_unit_stands_under_one_named_before_it_and_codes_are_unique():
    for body in queries.data("bodies")["bodies"]:
        known: set[str] = set()
        for row in queries.units(body):
            assert row.parent is None or row.parent in known, row
            assert row.code not in known, row
            known.add(row.code)
        assert {office.unit for office in queries.offices(body)} <= known


def test_everything_is_named_in_arabic_french_and_english():
    for body in queries.data("bodies")["bodies"]:
        rows = [row.names for row in (*queries.units(body), *queries.offices(body))]
        rows += [queries.names(row) for row in body["names"]]
        assert all(row.ar and row.fr and row.en for row in rows)


def test_schools_stand_under_directorates():
    assert len(queries.schools()) >= 60
    assert {row.parent for row in queries.schools()} <= {row.code for row in queries.directorates()}


def test_people_have_two_names_one_address_and_a_known_role():
    content = queries.data("people")
    rows = [(body, row) for body, rows in content["people"].items() for row in rows]
    assert len(rows) >= 60
    addresses = [queries.address(body, row) for body, row in rows]
    assert len(set(addresses)) == len(rows)
    assert all(address.endswith(".example") for address in addresses), "mail could reach somebody"
    assert all(row["ar"] and row["latin"] for _body, row in rows)
    assert {row["role"] for _body, row in rows} <= set(content["roles"])
    assert {Role(row["role"]) for _body, row in rows if queries.shown(row)} | {Role.MEMBER} == set(Role)


def test_the_rights_of_the_data_exist():
    named = {right for role in queries.data("people")["roles"].values() for right, _reach in role.get("rights", ())}
    assert named <= set(organisations.rights())


def test_every_registry_office_has_a_clerk():
    for body in queries.data("bodies")["bodies"]:
        people = queries.data("people")["people"][body["code"]]
        clerks = {row["unit"] for row in people if row["role"] == "registry_clerk"}
        assert {office.unit for office in queries.offices(body)} <= clerks


def test_letters_are_in_order_end_in_every_state_and_have_time_for_it():
    letters = queries.data("deposits")["letters"]
    assert len(letters) >= 40
    assert [row["days"] for row in letters] == sorted((row["days"] for row in letters), reverse=True)
    assert {row["fate"] for row in letters} == {"new", "opened", "accepted", "returned"}
    for row in letters:
        time.fromisoformat(row["at"])
        # The next working day may be five days away: a week-end and a feast.
        assert row["days"] >= {"new": 1, "opened": 5, "accepted": 6, "returned": 6}[row["fate"]], row["subject"]
        assert ("why" in row) == (row["fate"] == "returned"), row["subject"]
        assert ("text" in row) != ("body" in row), row["subject"]


def test_the_first_letter_is_circular_253_from_the_agency_to_the_ministry():
    first = queries.data("deposits")["letters"][0]
    assert (first["by"], first["office"], len(first["pieces"])) == ("add", "MEN", 2)
    assert "بوابة مكتب الضبط الرقمي للمراسلات الإدارية" in queries.text(first["text"])


def test_applicants_bear_numbers_that_nobody_bears():
    for row in queries.data("deposits")["applicants"].values():
        assert deposits.ApplicantKind(row["kind"])
        number = next(
            (row[kind] for kind in ("identity", "passport", "civil_id", "ice", "commercial") if kind in row), "ZZ"
        )
        assert number.startswith(("ZZ", "000"))
        assert row.get("email", ".example").endswith(".example")
