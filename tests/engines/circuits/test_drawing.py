"""Types, circuits, ceilings: kept by whoever may, proved before use, never written again once used."""

from __future__ import annotations

import pytest

from diwan.core.journal.models import Entry
from diwan.core.organisations.actors import SYSTEM
from diwan.core.organisations.operations import posts as seats
from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed, Refusal
from tests.helpers.circuits import NOW, drawing, names, step

DRAWN = circuits.Definition(())


def made(house, **more):
    return circuits.create_circuit(
        actor=house.actor("keeper"), type_id=house.type.pk, names=names("مسار القرارات"), now=NOW, **more
    )


def test_a_drawing_with_faults_is_saved_but_not_put_in_use(signing, django_assert_max_num_queries):
    keeper, version = signing.actor("keeper"), made(signing)
    planted = drawing(
        step("visa", "visa", signing.post("chief"), when=((circuits.Condition("colour", circuits.Op.IS, "x"),),)),
        step("number", "numbering", "itself"),
        step("sign", "signature", signing.post("clerk")),
    )
    seats.end_holding(actor=SYSTEM, holding_id=signing.posts["clerk"].holding_set.get().pk, now=NOW)
    version = circuits.draw(actor=keeper, version_id=version.pk, definition=planted, base=0, now=NOW)
    with pytest.raises(circuits.HasFaults) as no:
        circuits.activate(actor=keeper, version_id=version.pk, base=1, now=NOW)
    found = {str(fault.code) for fault in no.value.params["faults"]}
    assert found == {"unknown_field", "signed_after_number", "post_vacant"}
    with django_assert_max_num_queries(16):
        assert len(circuits.faults_of(circuits.CircuitVersion.objects.get(pk=version.pk), NOW)) == 3
    good = drawing(step("sign", "signature", signing.post("director")), step("number", "numbering", "itself"))
    circuits.draw(actor=keeper, version_id=version.pk, definition=good, base=1, now=NOW)
    version = circuits.activate(actor=keeper, version_id=version.pk, base=2, now=NOW)
    assert (version.state, version.drawn) == ("active", good)
    with pytest.raises(circuits.NotADraft):
        circuits.draw(actor=keeper, version_id=version.pk, definition=DRAWN, base=2, now=NOW)


def test_two_windows_do_not_save_over_each_other(signing):
    version = made(signing)
    keeper = signing.actor("keeper")
    circuits.draw(actor=keeper, version_id=version.pk, definition=DRAWN, base=0, now=NOW)
    with pytest.raises(circuits.Redrawn):
        circuits.draw(actor=keeper, version_id=version.pk, definition=DRAWN, base=0, now=NOW)
    with pytest.raises(circuits.Redrawn):
        circuits.activate(actor=keeper, version_id=version.pk, base=0, now=NOW)


def test_only_whoever_draws_the_circuits_of_that_administration_does(signing, other_house):
    version = made(signing)
    for actor in (signing.actor("minister"), other_house.actor("keeper")):
        for act in (
            lambda a: made_by(a, signing),
            lambda a: circuits.draw(actor=a, version_id=version.pk, definition=DRAWN, base=0, now=NOW),
            lambda a: circuits.activate(actor=a, version_id=version.pk, base=0, now=NOW),
            lambda a: circuits.new_version(actor=a, circuit_id=version.circuit_id, now=NOW),
            lambda a: circuits.retire_circuit(actor=a, circuit_id=version.circuit_id, now=NOW),
            lambda a: circuits.discard(actor=a, version_id=version.pk, now=NOW),
            lambda a: circuits.retire_type(actor=a, type_id=signing.type.pk, now=NOW),
            lambda a: circuits.set_ceiling(
                actor=a, post_id=signing.post("chief"), type_id=signing.type.pk, up_to=1, now=NOW
            ),
        ):
            with pytest.raises(NotAllowed):
                act(actor)
    assert not circuits.Circuit.objects.visible_to(other_house.actor("keeper")).exists()
    assert circuits.CircuitVersion.objects.visible_to(signing.actor("clerk")).count() == 1


def made_by(actor, house):
    return circuits.create_type(
        actor=actor, administration_id=house.tenant.pk, code="other", names=names("آخر"), now=NOW
    )


def test_a_retired_circuit_takes_nothing_new(plain):
    run = plain.sent()
    circuits.retire_circuit(actor=plain.actor("keeper"), circuit_id=plain.version.circuit_id, now=NOW)
    with pytest.raises(circuits.NoCircuit):
        plain.sent(2)
    assert plain.decide("chief", run).state == "agreed"


def test_a_drawing_thrown_away_leaves_the_one_in_use(plain):
    keeper = plain.actor("keeper")
    with pytest.raises(circuits.NotADraft):
        circuits.discard(actor=keeper, version_id=plain.version.pk, now=NOW)
    draft = circuits.new_version(actor=keeper, circuit_id=plain.version.circuit_id, now=NOW)
    assert draft.drawn == plain.version.drawn
    circuits.discard(actor=keeper, version_id=draft.pk, now=NOW)
    assert plain.sent().version_id == plain.version.pk


@pytest.mark.parametrize(
    "field",
    [
        circuits.Field("Amount", circuits.Type.NUMBER, names("المبلغ")),
        circuits.Field("amount", circuits.Type.NUMBER, names("المبلغ")),
        circuits.Field("note", circuits.Type.CHOICE, names("الصنف")),
        circuits.Field("note", circuits.Type.TRUTH, names(" ")),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused(signing, field):
    with pytest.raises(Refusal):
        circuits.create_type(
            actor=signing.actor("keeper"),
            administration_id=signing.tenant.pk,
            code="sub",
            names=names("فرع"),
            parent_id=signing.type.pk,
            fields=[field],
            now=NOW,
        )


def test_a_subtype_asks_for_what_is_above_too_and_takes_its_circuits(plain):
    keeper = plain.actor("keeper")
    ceiling = {"actor": keeper, "post_id": plain.post("director"), "now": NOW}
    sub = circuits.create_type(
        actor=keeper,
        administration_id=plain.tenant.pk,
        code="sub",
        names=names("فرع"),
        parent_id=plain.type.pk,
        fields=[circuits.Field("sort", circuits.Type.TRUTH, names("مستعجل"), required=False)],
        now=NOW,
    )
    assert list(sub.all_fields()) == ["amount", "sort"]
    plain.type = sub
    assert plain.sent().version_id == plain.version.pk
    circuits.set_ceiling(type_id=sub.pk, up_to=10, **ceiling)
    row = circuits.set_ceiling(type_id=sub.pk, up_to=20, **ceiling)
    circuits.remove_ceiling(actor=keeper, ceiling_id=row.pk, now=NOW)
    with pytest.raises(Refusal):
        circuits.set_ceiling(type_id=sub.pk, up_to=-1, **ceiling)
    free = made_by(keeper, plain)
    with pytest.raises(Refusal):
        circuits.set_ceiling(type_id=free.pk, up_to=1, **ceiling)
    with pytest.raises(Refusal):
        circuits.retire_type(actor=keeper, type_id=sub.parent_id, now=NOW)
    circuits.retire_type(actor=keeper, type_id=free.pk, now=NOW)
    kinds = set(Entry.objects.filter(chain__name=f"circuits:{plain.tenant.pk}").values_list("kind", flat=True))
    assert {"type.created", "type.retired", "ceiling.set", "ceiling.removed", "circuit.activated"} <= kinds


def test_a_drawing_is_kept_as_it_was_made(signing):
    one = step(
        "sign",
        "signature",
        signing.post("director"),
        when=((circuits.Condition("amount", circuits.Op.LESS, "5"),), ()),
        days=3,
        remind=1,
        level=circuits.Level.ADVANCED,
        read_all=True,
        apart_from=("author",),
        silence=circuits.Silence.RAISE,
    )
    drawn = drawing(([one, step("head", "visa", "above", up=2)], 1))
    assert circuits.from_json(circuits.to_json(drawn)) == drawn
