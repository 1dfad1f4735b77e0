"""A committee sits: quorum before votes, ties to the chair, minutes signed before anything takes effect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from diwan.kit.refusals import NotAllowed
from diwan.telework.agreements import api as agreements
from diwan.telework.evaluations import api as evaluations
from diwan.telework.evaluations import queries
from diwan.telework.evaluations.models import Case, Member, Survey, Tally
from diwan.telework.evaluations.operations import minutes, programme, sitting
from diwan.telework.rules import api as rules
from tests.core import people
from tests.core.people import NOW, SYSTEM
from tests.helpers.telework.agreements import in_force, staffed

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def place():
    found = staffed()
    keeper = people.person("Keeper Of")
    people.seat(keeper, people.post(found.units["root"], "كاتب اللجنة", rights={rules.EVALUATE: "administration"}))
    found.keeper = evaluations_actor(keeper)
    found.rows = [in_force(found.people[f"officer{n}"]) for n in (0, 1)]
    roles = {"sg": "chair", "director": "member", "finance": "member"}
    found.members = {
        who: evaluations.seat(
            actor=found.keeper, administration_id=found.tenant.pk, person_id=found.people[who].pk, role=role, now=NOW
        )
        for who, role in roles.items()
    }
    found.members["keeper"] = evaluations.seat(
        actor=found.keeper, administration_id=found.tenant.pk, person_id=keeper.pk, role="secretary", now=NOW
    )
    found.session = evaluations.plan(
        actor=found.keeper,
        administration_id=found.tenant.pk,
        held_on=TODAY,
        place="قاعة الاجتماعات",
        agreement_ids=[row.pk for row in found.rows],
        now=NOW,
    )
    found.cases = list(Case.objects.filter(session=found.session).order_by("position"))
    return found


def evaluations_actor(person):
    return agreements_actor(person)


def agreements_actor(person):
    from diwan.core.organisations.api import actor_for

    return actor_for(person.pk, NOW)


def open_it(place, *who):
    there = [place.members[one].pk for one in who or place.members]
    return evaluations.attend(actor=place.keeper, session_id=place.session.pk, member_ids=there, now=NOW)


def cast(place, case, **votes):
    for who, choice in votes.items():
        evaluations.vote(
            actor=place.keeper, case_id=case.pk, member_id=place.members[who].pk, choice=choice, reason="", now=NOW
        )
    case.refresh_from_db()
    return case.outcome


def propose(place, case, **said):
    usual = {"renew_until": case.renew_until, "end_on": None, "weekdays": "", "reasons": "اعتبارا للنتائج"}
    evaluations.propose(actor=place.keeper, case_id=case.pk, now=NOW, **{**usual, **said})


def test_nobody_votes_before_the_quorum_is_reached(place):
    with pytest.raises(sitting.WrongMoment):
        cast(place, place.cases[0], sg="keep")
    with pytest.raises(sitting.NoQuorum) as refused:
        open_it(place, "sg")
    assert refused.value.params == {"present": 1, "needed": queries.quorum(place.session).needed}
    open_it(place, "sg", "director", "keeper")
    with pytest.raises(sitting.NotThere):
        cast(place, place.cases[0], finance="keep")


def test_most_votes_win_and_a_tie_goes_with_the_chair(place):
    open_it(place)
    case = place.cases[0]
    propose(place, case, end_on=TODAY + timedelta(days=90))
    assert cast(place, case, director="end", sg="keep") == "keep"
    assert cast(place, case, finance="end") == "end"
    assert cast(place, case, sg="", keeper="keep") == "end"
    assert cast(place, case, finance="keep") == "keep"


def test_a_tie_without_the_chair_decides_nothing(place):
    open_it(place)
    case = place.cases[0]
    propose(place, case, end_on=TODAY + timedelta(days=90))
    assert cast(place, case, director="end", finance="keep") == ""
    with pytest.raises(sitting.NoMajority):
        evaluations.close(actor=place.keeper, session_id=place.session.pk, now=NOW)


def test_a_member_concerned_withdraws(place):
    open_it(place)
    evaluations.give_opinion(actor=place.actor("director"), case_id=place.cases[0].pk, text="ملتزم", now=NOW)
    with pytest.raises(sitting.Concerned):
        cast(place, place.cases[0], director="keep")
    assert cast(place, place.cases[0], director="", sg="keep") == "keep"


def test_a_vote_that_needs_its_day_is_refused_without_it(place):
    open_it(place)
    with pytest.raises(sitting.Incomplete):
        cast(place, place.cases[0], sg="end")
    with pytest.raises(sitting.Incomplete):
        cast(place, place.cases[0], sg="amend")


def test_the_person_reads_the_file_and_answers_nobody_else_does(place):
    case = place.cases[0]
    own = agreements_actor(place.people["officer0"])
    evaluations.state(actor=own, case_id=case.pk, text="أنجزت كل المهام", now=NOW)
    assert Case.objects.visible_to(own).get().statement == "أنجزت كل المهام"
    with pytest.raises(NotAllowed):
        evaluations.state(actor=place.keeper, case_id=case.pk, text="لا", now=NOW)
    with pytest.raises(NotAllowed):
        evaluations.give_opinion(actor=own, case_id=case.pk, text="لا", now=NOW)


def test_signed_minutes_end_one_agreement_and_renew_another_once(place):
    open_it(place)
    ended, renewed = place.cases
    last = agreements.earliest_end(place.rows[0], TODAY) + timedelta(days=1)
    propose(place, ended, end_on=last)
    until = renewed.renew_until
    assert until
    assert cast(place, ended, sg="end", director="end") == "end"
    assert cast(place, renewed, sg="renew", director="renew") == "renew"
    evaluations.close(actor=place.keeper, session_id=place.session.pk, now=NOW)
    place.session.refresh_from_db()
    with pytest.raises(sitting.WrongMoment):
        cast(place, ended, sg="keep")
    place.session.minutes_act = 77
    place.session.save()
    for row in place.rows:
        row.refresh_from_db()
        assert row.stop_on is None, "nothing happens before the minutes are signed"
    minutes.take_effect(session_id=place.session.pk, act_id=99, now=NOW)
    assert not Case.objects.exclude(applied_at=None).exists(), "an act of something else changes nothing"
    for _again in range(2):
        minutes.take_effect(session_id=place.session.pk, act_id=77, now=NOW)
    for row in place.rows:
        row.refresh_from_db()
    assert [case.hindrance for case in Case.objects.order_by("pk")] == ["", ""]
    assert place.rows[0].stop_on == last + timedelta(days=1)
    assert (place.rows[1].ends_on, place.rows[1].renewals) == (until, 1)


def test_what_hinders_one_case_is_kept_and_the_others_go_on(place):
    open_it(place)
    ended, renewed = place.cases
    propose(place, ended, end_on=TODAY)  # the notice is not kept
    cast(place, ended, sg="end")
    cast(place, renewed, sg="renew")
    evaluations.close(actor=place.keeper, session_id=place.session.pk, now=NOW)
    type(place.session).objects.filter(pk=place.session.pk).update(minutes_act=77)
    minutes.take_effect(session_id=place.session.pk, act_id=77, now=NOW)
    ended.refresh_from_db()
    renewed.refresh_from_db()
    assert ended.hindrance
    assert ended.applied_at is None
    assert renewed.applied_at


def test_a_renewal_asks_for_an_evaluation_first(place):
    row = place.rows[0]
    with pytest.raises(agreements.NotEvaluated):
        agreements.renew(actor=SYSTEM, agreement_id=row.pk, until=agreements.renewable_until(row), now=NOW)


def test_only_the_keeper_of_the_committee_plans_and_seats(place):
    with pytest.raises(NotAllowed):
        evaluations.plan(
            actor=place.actor("director"),
            administration_id=place.tenant.pk,
            held_on=TODAY,
            place="",
            agreement_ids=[],
            now=NOW,
        )
    with pytest.raises(sitting.AlreadySeated):
        evaluations.seat(
            actor=place.keeper,
            administration_id=place.tenant.pk,
            person_id=place.people["head"].pk,
            role="chair",
            now=NOW,
        )
    assert Member.objects.filter(role="chair").count() == 1


def test_what_is_due_follows_the_rules(place):
    row = place.rows[0]
    later = rules.rules_for(place.tenant.pk, TODAY).evaluation_every.after(TODAY)
    found = {one.agreement.pk: one.why for one in queries.due(place.tenant.pk, min(later, row.ends_on))}
    assert found.get(row.pk) in ("periodic", "renewal")


def test_savings_follow_the_cost_in_force_and_a_survey_hides_few_answers(place):
    for day, amount in ((TODAY, 20), (TODAY + timedelta(days=400), 50)):
        programme.set_cost(
            actor=place.keeper,
            administration_id=place.tenant.pk,
            kind="travel",
            amount=amount,
            starts_on=day,
            source="استمارة 2026",
            now=NOW,
        )
    figures = {one.code: one for one in queries.indicators(place.tenant.pk, TODAY, TODAY + timedelta(days=13))}
    assert figures["teleworkers"].value == 2
    assert figures["travel"].value == figures["days"].value * 20
    assert figures["energy"].value is None
    assert figures["travel"].unit == "درهم"
    survey = programme.open_survey(
        actor=place.keeper,
        administration_id=place.tenant.pk,
        title="هل يناسبكم العمل عن بعد؟",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=10),
        now=NOW,
    )
    own = agreements_actor(place.people["officer0"])
    programme.answer(actor=own, survey_id=survey.pk, mark=4, now=NOW)
    with pytest.raises(programme.AlreadyAnswered):
        programme.answer(actor=own, survey_id=survey.pk, mark=1, now=NOW)
    with pytest.raises(NotAllowed):
        programme.answer(actor=place.keeper, survey_id=survey.pk, mark=1, now=NOW)
    assert queries.marks_of(Survey.objects.get()) == {}
    Tally.objects.filter(mark=5).update(number=4)
    assert queries.marks_of(Survey.objects.get()) == {4: 1, 5: 4}
