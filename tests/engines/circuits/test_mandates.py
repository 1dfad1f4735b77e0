"""Mandates: signed acts, with a scope, an end, and nothing beyond."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from diwan.core.files import api as files
from diwan.core.journal.models import Entry
from diwan.core.organisations.actors import SYSTEM
from diwan.core.organisations.operations import posts as seats
from diwan.engines.circuits import api as circuits
from diwan.engines.circuits.operations import writing
from diwan.engines.signing import api as signatures
from diwan.kit.refusals import NotAllowed, Refusal
from tests.core import people
from tests.correspondence.deposits.test_receipts import words
from tests.helpers.circuits import NOW, given, names, terms
from tests.helpers.jobs import run_jobs

SOON = NOW + timedelta(hours=1)
SIGNATURE = frozenset({circuits.Kind.SIGNATURE})


def give(house, giver="director", to="general", post=None, **more):
    return circuits.give_mandate(
        actor=house.actor(giver),
        post_id=house.post(post or giver),
        person_id=house.people[to].pk,
        terms=terms(**more),
        now=NOW,
    )


def onward(house, mandate, giver, to, **more):
    return circuits.hand_on_mandate(
        actor=house.actor(giver),
        mandate_id=mandate.pk,
        person_id=house.people[to].pk,
        terms=terms(**more),
        now=NOW,
    )


def state(mandate, at=NOW):
    mandate.refresh_from_db()
    return str(circuits.state_of([mandate], at)[mandate.pk])


def signs(house, role, run, at=NOW):
    """Whether this person may sign what awaits its signature."""
    return role in {
        name
        for found in circuits.titles(run, at).values()
        for name, who in house.people.items()
        if who.pk in {one.person for one in found}
    }


@pytest.fixture
def awaiting(plain):
    """A folder that awaits the director's signature."""
    run = plain.sent()
    plain.decide("chief", run)
    return run


def test_it_is_a_document_that_says_who_what_and_until_when(plain):
    mandate = give(plain, kinds=SIGNATURE, types=frozenset({plain.type.pk}), up_to=Decimal(5000))
    assert state(mandate) == "making"
    with pytest.raises(Refusal):
        circuits.sign_mandate(actor=plain.actor("director"), mandate_id=mandate.pk, now=NOW)
    run_jobs()
    assert state(mandate) == "to_sign"
    with files.open_file(mandate.act_id) as stored:
        pdf = stored.read()
    said = words(pdf)
    for wanted in ("الكاتب العام MEN", "مدير الشؤون المالية", "Décision", "5 000", "17 avril 2023", mandate.reference):
        assert wanted in said, wanted
    assert signatures.validate(pdf).signatures
    writing.make_act(mandate_id=mandate.pk, now=NOW)  # a job that runs twice makes one document
    assert state(mandate) == "to_sign"


def test_only_the_holder_gives_and_only_the_giver_signs(plain):
    for role in ("general", "chief", "keeper"):
        with pytest.raises(NotAllowed):
            give(plain, giver=role, to="clerk", post="director")
    seats.set_interim(
        actor=SYSTEM,
        post_id=plain.post("director"),
        person_id=plain.people["general"].pk,
        reason="إجازة",
        starts_at=NOW,
        ends_at=SOON,
        now=NOW,
    )
    with pytest.raises(NotAllowed):
        give(plain, giver="general", to="clerk", post="director")
    mandate = give(plain)
    run_jobs()
    with pytest.raises(NotAllowed):
        circuits.sign_mandate(actor=plain.actor("general"), mandate_id=mandate.pk, now=NOW)
    circuits.sign_mandate(actor=plain.actor("director"), mandate_id=mandate.pk, now=NOW)
    with pytest.raises(Refusal):
        circuits.sign_mandate(actor=plain.actor("director"), mandate_id=mandate.pk, now=NOW)


def test_it_is_given_within_the_administration_and_for_acts_of_people(plain, other_house):
    with pytest.raises(Refusal):
        circuits.give_mandate(
            actor=plain.actor("director"),
            post_id=plain.post("director"),
            person_id=other_house.people["clerk"].pk,
            terms=terms(),
            now=NOW,
        )
    for wrong in (
        {"types": frozenset({other_house.type.pk})},
        {"kinds": frozenset({circuits.Kind.NUMBERING})},
        {"unit_id": other_house.units["division"].pk},
        {"days": 0},
        {"start": NOW - timedelta(days=60)},
    ):
        with pytest.raises(Refusal):
            give(plain, **wrong)
    with pytest.raises(Refusal):
        give(plain, to="director")


@pytest.mark.parametrize(
    ("scope", "may"),
    [
        ({}, True),
        ({"kinds": frozenset({circuits.Kind.VISA})}, False),
        ({"kinds": SIGNATURE}, True),
        ({"up_to": Decimal(1000)}, True),
        ({"up_to": Decimal("999.999")}, False),
        ({"start": NOW + timedelta(days=1)}, False),
    ],
)
def test_it_reaches_as_far_as_it_says(plain, awaiting, scope, may):
    given(plain, "director", "general", **scope)
    assert signs(plain, "general", awaiting) is may


def test_of_types_and_units(plain, awaiting):
    other = circuits.create_type(
        actor=plain.actor("keeper"), administration_id=plain.tenant.pk, code="order", names=names("أمر"), now=NOW
    )
    given(plain, "director", "general", types=frozenset({other.pk}))
    assert not signs(plain, "general", awaiting)
    given(plain, "director", "keeper", unit_id=plain.units["division"].pk)
    assert signs(plain, "keeper", awaiting)


def test_recalled_it_ends_now_with_what_was_handed_on_from_it(plain, awaiting):
    first = given(plain, "director", "general", onward=True)
    second = onward(plain, first, "general", "keeper", kinds=SIGNATURE)
    run_jobs()
    circuits.sign_mandate(actor=plain.actor("general"), mandate_id=second.pk, now=NOW)
    assert signs(plain, "keeper", awaiting)
    with pytest.raises(NotAllowed):
        circuits.revoke_mandate(actor=plain.actor("clerk"), mandate_id=first.pk, reason="", now=NOW)
    circuits.revoke_mandate(actor=plain.actor("director"), mandate_id=first.pk, reason="عودة", now=SOON)
    assert not signs(plain, "keeper", awaiting, SOON)
    assert (state(first, SOON), state(second, SOON)) == ("revoked", "fallen")


def test_it_falls_when_whoever_gave_it_leaves(plain, awaiting):
    mandate = given(plain, "director", "general")
    people.seat(plain.people["clerk"], plain.posts["director"], starts_at=NOW)
    assert state(mandate, SOON) == "fallen"
    assert not signs(plain, "general", awaiting, SOON)


def test_handed_on_only_where_it_says_so_and_never_wider(plain):
    closed = given(plain, "director", "general")
    with pytest.raises(Refusal):
        onward(plain, closed, "general", "keeper")
    unit = plain.units["division"].pk
    types = frozenset({plain.type.pk})
    scope = {"onward": True, "types": types, "kinds": SIGNATURE, "up_to": Decimal(100), "unit_id": unit}
    opened = given(plain, "director", "chief", **scope)
    same = {"types": types, "kinds": SIGNATURE, "up_to": Decimal(100), "unit_id": unit}
    for wider in (
        {"days": 31},
        {"types": frozenset()},
        {"kinds": frozenset()},
        {"kinds": SIGNATURE | {circuits.Kind.VISA}},
        {"up_to": None},
        {"up_to": Decimal(101)},
        {"unit_id": None},
        {"unit_id": plain.units["directorate"].pk},
    ):
        with pytest.raises(Refusal) as no:
            onward(plain, opened, "chief", "keeper", **(same | wider))
        assert no.value.code == "wider", wider
    with pytest.raises(NotAllowed):
        onward(plain, opened, "general", "keeper", **same)
    onward(plain, opened, "chief", "keeper", **same)


def test_each_change_is_in_the_journal_and_its_end_once(plain):
    mandate = given(plain, "director", "general", days=1)
    over = NOW + timedelta(days=2)
    circuits.look_at_silence(now=over)
    circuits.look_at_silence(now=over)
    kinds = list(
        Entry.objects.filter(subject=f"mandate:{mandate.pk}").order_by("position").values_list("kind", flat=True)
    )
    assert kinds == ["mandate.given", "mandate.signed", "mandate.ended"]
    assert state(mandate, over) == "over"


def test_who_sees_it(plain, other_house):
    mandate = given(plain, "director", "general")
    seen = {role for role in plain.people if mandate in circuits.Mandate.objects.visible_to(plain.actor(role))}
    assert seen == {"director", "general", "keeper"}
    for role in other_house.people:
        assert not circuits.Mandate.objects.visible_to(other_house.actor(role)).exists()
