"""A thing goes through its circuit: in order, by whoever may, and by nobody else."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from diwan.core.organisations.actors import SYSTEM
from diwan.core.organisations.operations import posts as seats
from diwan.core.organisations.operations import units
from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed, Refusal
from tests.core import people
from tests.helpers.circuits import NOW, drawing, furnish, given, names, step

SOON = NOW + timedelta(hours=1)


def verbs(run):
    return [told.act.verb for told in circuits.history(run)]


def test_it_goes_through_in_order(plain):
    run = plain.sent()
    with pytest.raises(NotAllowed):
        plain.decide("director", run)  # the director is above, but the chief sits there
    plain.decide("chief", run)
    turn = plain.decide("director", run)
    assert (turn.state, turn.basis, turn.acted_from_id) == ("agreed", "holder", plain.post("director"))
    (number,) = plain.open(run)
    circuits.done_by_itself(turn_id=number.pk, now=NOW)
    circuits.done_by_itself(turn_id=number.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == "done"
    assert verbs(run) == ["sent", "agreed", "agreed", "done"]
    assert [stop.place for stop in circuits.progress(run)] == ["done", "done", "done"]


def test_what_diwan_does_is_no_persons_and_what_a_person_does_is_not_diwans(plain):
    run = plain.sent()
    with pytest.raises(NotAllowed):
        circuits.done_by_itself(turn_id=plain.open(run)[0].pk, now=NOW)
    plain.decide("chief", run)
    plain.decide("director", run)
    with pytest.raises(NotAllowed):
        plain.decide("director", run)


def test_refused_mended_and_sent_again_keeps_what_was_said(plain):
    run = plain.sent()
    plain.decide("chief", run, agreed=False, text="ينقص المرفق")
    run.refresh_from_db()
    assert run.state == "returned"
    with pytest.raises(NotAllowed):
        circuits.send_again(actor=plain.actor("chief"), run_id=run.pk, values=run.values, chosen={}, now=NOW)
    again = circuits.send_again(actor=plain.actor("clerk"), run_id=run.pk, values={"amount": "5"}, chosen={}, now=NOW)
    assert (again.round, again.values) == (2, {"amount": "5"})
    assert verbs(run) == ["sent", "refused", "sent_again"]


def test_remorse_then_recall(plain):
    run = plain.sent()
    turn = plain.decide("chief", run)
    circuits.take_back(actor=plain.actor("chief"), turn_id=turn.pk, now=NOW)
    turn.refresh_from_db()
    assert (turn.state, turn.person, turn.basis) == ("open", None, "")
    circuits.recall(actor=plain.actor("clerk"), run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == "recalled"
    circuits.abandon(actor=plain.actor("clerk"), run_id=run.pk, now=NOW)
    assert verbs(run) == ["sent", "agreed", "taken_back", "recalled", "abandoned"]


def test_remorse_of_a_refusal_to_the_step_before(plain):
    run = plain.sent()
    plain.decide("chief", run)
    no = plain.decide("director", run, agreed=False, back=circuits.Back.PREVIOUS)
    assert [turn.post_id for turn in plain.open(run)] == [plain.post("chief")]
    circuits.take_back(actor=plain.actor("director"), turn_id=no.pk, now=NOW)
    assert [turn.pk for turn in plain.open(run)] == [no.pk]


def test_whoever_left_takes_nothing_back(plain):
    run = plain.sent()
    turn = plain.decide("chief", run)
    people.seat(plain.people["general"], plain.posts["chief"], starts_at=NOW)
    with pytest.raises(NotAllowed):
        circuits.take_back(actor=plain.actor("chief"), turn_id=turn.pk, now=SOON)


def test_an_opinion_is_asked_and_answered(plain):
    run = plain.sent()
    (visa,) = plain.open(run)
    asked = circuits.ask(
        actor=plain.actor("chief"), turn_id=visa.pk, post_id=plain.post("general"), text="رأيكم؟", now=NOW
    )
    with pytest.raises(circuits.NotNow):
        circuits.ask(actor=plain.actor("chief"), turn_id=visa.pk, post_id=plain.post("general"), text="", now=NOW)
    circuits.decide(actor=plain.actor("general"), turn_id=asked.pk, agreed=False, now=NOW, text="لا مانع")
    plain.decide("chief", run)
    assert [turn.post_id for turn in plain.open(run)] == [plain.post("director")]
    assert [stop.turn.pk for stop in circuits.progress(run)][:2] == [visa.pk, asked.pk]


def test_an_opinion_follows_the_turn_that_is_handed_on(plain):
    run = plain.sent()
    (visa,) = plain.open(run)
    to = {"post_id": plain.post("general"), "now": NOW}
    asked = circuits.ask(actor=plain.actor("chief"), turn_id=visa.pk, text="", **to)
    taken = circuits.hand_on(actor=plain.actor("chief"), turn_id=visa.pk, post_id=plain.post("keeper"), now=NOW)
    asked.refresh_from_db()
    assert asked.asked_by_id == taken.pk


def test_a_visa_goes_anywhere_a_signature_only_up(plain, other_house):
    run = plain.sent()
    (visa,) = plain.open(run)
    for post in (other_house.post("chief"), 10**9):
        with pytest.raises(circuits.NoSuchPost):
            circuits.hand_on(actor=plain.actor("chief"), turn_id=visa.pk, post_id=post, now=NOW)
    circuits.hand_on(actor=plain.actor("chief"), turn_id=visa.pk, post_id=plain.post("general"), now=NOW)
    plain.decide("general", run)
    (sign,) = plain.open(run)
    with pytest.raises(circuits.NotHandedDown):
        circuits.hand_on(actor=plain.actor("director"), turn_id=sign.pk, post_id=plain.post("chief"), now=NOW)
    circuits.hand_on(actor=plain.actor("director"), turn_id=sign.pk, post_id=plain.post("minister"), now=NOW)
    assert plain.decide("minister", run).basis == "holder"


# --- who may ----------------------------------------------------------------------------------------------------------


def test_an_interim_acts_and_says_so_in_its_dates_only(plain):
    run = plain.sent()
    seats.set_interim(
        actor=SYSTEM,
        post_id=plain.post("chief"),
        person_id=plain.people["general"].pk,
        reason="إجازة",
        starts_at=NOW,
        ends_at=SOON,
        now=NOW,
    )
    with pytest.raises(NotAllowed):
        plain.decide("general", run, at=SOON)
    assert plain.decide("general", run).basis == "interim"


def test_a_vacant_post_goes_to_the_head_above_and_a_closed_one_too(plain):
    run = plain.sent()
    units.abolish_unit(
        actor=SYSTEM, unit_id=plain.units["division"].pk, on=NOW.date() + timedelta(days=1), successor_id=None, now=NOW
    )
    later = NOW + timedelta(days=2)
    for role in ("chief", "minister", "general"):
        with pytest.raises(NotAllowed):
            plain.decide(role, run, at=later)
    turn = plain.decide("director", run, at=later)
    assert (turn.basis, turn.acted_from_id, turn.post_id) == ("raised", plain.post("director"), plain.post("chief"))


def test_above_its_ceiling_a_post_does_not_sign_and_the_head_above_does(plain):
    circuits.set_ceiling(
        actor=plain.actor("keeper"), post_id=plain.post("director"), type_id=plain.type.pk, up_to=500, now=NOW
    )
    run = plain.sent(amount="500.5")
    plain.decide("chief", run)
    with pytest.raises(NotAllowed):
        plain.decide("director", run)
    assert plain.decide("minister", run).basis == "raised"
    under = plain.sent(2, amount="500")
    plain.decide("chief", under)
    assert plain.decide("director", under).basis == "holder"


def test_nobody_above_then_whoever_draws_circuits_puts_it_elsewhere(plain):
    run = plain.sent()
    with pytest.raises(circuits.StillHeld):
        circuits.reassign(
            actor=plain.actor("keeper"), turn_id=plain.open(run)[0].pk, post_id=plain.post("general"), now=NOW
        )
    for role in ("chief", "director", "minister"):
        for held in plain.posts[role].holding_set.all():
            seats.end_holding(actor=SYSTEM, holding_id=held.pk, now=NOW)
    (turn,) = plain.open(run)
    assert circuits.titles(run, SOON) == {turn.pk: []}
    with pytest.raises(NotAllowed):
        circuits.reassign(actor=plain.actor("general"), turn_id=turn.pk, post_id=plain.post("general"), now=SOON)
    circuits.reassign(actor=plain.actor("keeper"), turn_id=turn.pk, post_id=plain.post("general"), now=SOON)
    assert plain.decide("general", run, at=SOON).state == "agreed"
    assert verbs(run) == ["sent", "reassigned", "agreed"]


def test_what_came_back_to_a_post_left_empty_is_the_head_aboves(plain):
    run = plain.sent()
    plain.decide("chief", run, agreed=False)
    with pytest.raises(NotAllowed):
        circuits.abandon(actor=plain.actor("chief"), run_id=run.pk, now=NOW)
    seats.end_holding(actor=SYSTEM, holding_id=plain.posts["clerk"].holding_set.get().pk, now=NOW)
    circuits.abandon(actor=plain.actor("chief", SOON), run_id=run.pk, now=SOON)


def test_one_person_never_does_two_steps_that_are_apart(signing):
    signing.in_use(
        drawing(
            step("visa", "visa", signing.post("chief")),
            step("sign", "signature", signing.post("director"), apart_from=("visa", "author")),
        )
    )
    run = signing.sent()
    seats.set_interim(
        actor=SYSTEM,
        post_id=signing.post("chief"),
        person_id=signing.people["director"].pk,
        reason="إجازة",
        starts_at=NOW,
        ends_at=SOON,
        now=NOW,
    )
    signing.decide("director", run)  # by interim, at home in the other post
    with pytest.raises(circuits.NotNow) as no:
        signing.decide("director", run)
    assert "خطوة" in str(no.value) or "step" in str(no.value)
    assert [mine.run.pk for mine in circuits.my_turns(signing.actor("director"), NOW)] == []
    (mine,) = circuits.my_turns(signing.actor("minister"), NOW)
    assert mine.title.basis == "raised"
    assert signing.decide("minister", run).basis == "raised"


def test_nor_through_somebody_they_gave_a_mandate(signing):
    drawn = drawing(
        step("visa", "visa", signing.post("chief")),
        step("sign", "signature", signing.post("director"), apart_from=("visa",)),
    )
    signing.in_use(drawn)
    given(signing, "director", "general")
    run = signing.sent()
    people.seat(signing.people["director"], signing.posts["chief"], starts_at=NOW)
    signing.decide("director", run, at=SOON)
    with pytest.raises(circuits.NotNow):
        signing.decide("general", run, at=SOON)  # it would be the director's signature
    signing.decide("minister", run, at=SOON)


def test_two_at_once_never_both_win(transactional_db):
    house = furnish()
    house.in_use(drawing(step("visa", "visa", house.post("chief")), step("sign", "signature", house.post("director"))))
    given(house, "chief", "general")
    run = house.sent()
    (turn,) = house.open(run)
    gate, results = threading.Barrier(2), []

    def act(role):
        try:
            actor = house.actor(role)
            gate.wait(10)
            circuits.decide(actor=actor, turn_id=turn.pk, agreed=role == "chief", now=NOW)
            results.append("won")
        except Refusal as no:
            results.append(no.code)
        finally:
            connections.close_all()

    both = [threading.Thread(target=act, args=(role,)) for role in ("chief", "general")]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(results) == ["not_now", "won"]
    assert len([verb for verb in verbs(run) if verb in ("agreed", "refused")]) == 1


def test_a_mandate_recalled_at_the_same_moment_is_recalled_first_or_after_never_meanwhile(transactional_db):
    house = furnish()
    house.in_use(drawing(step("sign", "signature", house.post("director"))))
    mandate = given(house, "director", "general")
    run = house.sent()
    (turn,) = house.open(run)
    recalled, results = threading.Event(), []

    def recall():
        try:
            with transaction.atomic():
                circuits.revoke_mandate(actor=house.actor("director"), mandate_id=mandate.pk, reason="", now=NOW)
                recalled.set()
                time.sleep(0.5)  # the other comes while this is not yet said to everybody
        finally:
            connections.close_all()

    def sign():
        try:
            recalled.wait(10)
            circuits.decide(actor=house.actor("general"), turn_id=turn.pk, agreed=True, now=NOW)
            results.append("signed")
        except Refusal as no:
            results.append(no.code)
        finally:
            connections.close_all()

    both = [threading.Thread(target=act) for act in (recall, sign)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert results == ["not_allowed"]


# --- what awaits ------------------------------------------------------------------------------------------------------


def test_what_awaits_is_told_to_each_by_their_title(plain, other_house, django_assert_max_num_queries):
    given(plain, "chief", "general")
    for number in range(6):
        plain.sent(number)
    wanted = {"chief": "holder", "general": "mandate"}
    for role in plain.people:
        actor = plain.actor(role)
        with django_assert_max_num_queries(12):
            mine = circuits.my_turns(actor, NOW)
        assert [one.title.basis for one in mine] == [wanted[role]] * 6 if role in wanted else mine == []
    assert circuits.my_turns(other_house.actor("minister"), NOW) == []
    seats.end_holding(actor=SYSTEM, holding_id=plain.posts["chief"].holding_set.get().pk, now=NOW)
    director = plain.actor("director", SOON)
    with django_assert_max_num_queries(12):
        raised = circuits.my_turns(director, SOON)
    assert {one.title.basis for one in raised} == {"raised"}
    assert circuits.my_turns(plain.actor("general", SOON), SOON) == []  # a mandate falls with whoever gave it


def test_an_act_costs_the_same_however_long_the_story(plain, django_assert_max_num_queries):
    run = plain.sent()
    for _n in range(3):
        turn = plain.decide("chief", run)
        circuits.take_back(actor=plain.actor("chief"), turn_id=turn.pk, now=NOW)
    actor = plain.actor("chief")
    with django_assert_max_num_queries(26):
        circuits.decide(actor=actor, turn_id=plain.open(run)[0].pk, agreed=True, now=NOW)


def test_values_that_are_not_those_of_the_type_are_refused_with_their_names(plain):
    for bad in ({"amount": ""}, {"amount": "كثير"}):
        with pytest.raises(circuits.BadValues) as no:
            plain.sent(**bad)
        assert "المبلغ" in str(no.value)


def test_the_first_circuit_that_takes_it_is_chosen_and_a_running_folder_keeps_its_version(signing):
    small = ((circuits.Condition("amount", circuits.Op.LESS, "100"),),)
    signing.in_use(drawing(step("sign", "signature", signing.post("chief"))), rank=1, when=small)
    version = signing.in_use(drawing(step("sign", "signature", signing.post("director"))))
    assert signing.open(signing.sent(1, amount="99.5"))[0].post_id == signing.post("chief")
    run = signing.sent(2, amount="100")
    keeper = signing.actor("keeper")
    second = circuits.new_version(actor=keeper, circuit_id=version.circuit_id, now=NOW)
    with pytest.raises(circuits.DraftThere):
        circuits.new_version(actor=keeper, circuit_id=version.circuit_id, now=NOW)
    drawn = drawing(step("other", "signature", signing.post("minister")))
    circuits.draw(actor=keeper, version_id=second.pk, definition=drawn, base=0, now=NOW)
    circuits.activate(actor=keeper, version_id=second.pk, base=1, now=NOW)
    assert signing.decide("director", run).state == "agreed"
    assert signing.open(signing.sent(3))[0].post_id == signing.post("minister")


def test_a_guest_signs_outside_or_refuses(signing):
    sign = circuits.Step("guest", circuits.Kind.OUTSIDE, circuits.Who(circuits.How.GUEST), names("الشريك"))
    signing.in_use(drawing(step("visa", "visa", signing.post("chief")), sign))
    with pytest.raises(circuits.NobodyThere):
        signing.sent()
    run = circuits.begin(
        actor=signing.actor("clerk"),
        seat=signing.seat("clerk"),
        type_id=signing.type.pk,
        subject=("test", 1),
        values={"amount": "1"},
        chosen={"guest": "partner@example.ma"},
        now=NOW,
    )
    signing.decide("chief", run)
    (turn,) = signing.open(run)
    assert turn.guest == "partner@example.ma"
    circuits.refused_outside(turn_id=turn.pk, text="غير موافق", now=NOW)
    run.refresh_from_db()
    assert run.state == "returned"


def test_the_transaction_of_a_refusal_leaves_nothing(plain):
    run = plain.sent()
    before = run.acts
    with pytest.raises(NotAllowed):
        plain.decide("general", run)
    run.refresh_from_db()
    assert run.acts == before
    assert connection.in_atomic_block
