"""Adopting telework: steps in their order, what each needs, the grid, the study, the decision of the head."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from diwan.core.organisations.api import SYSTEM
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts.models import Act
from diwan.telework.programmes import capacity, operations, queries
from diwan.telework.programmes.enums import DECISION, State
from diwan.telework.programmes.models import Programme
from diwan.telework.programmes.path import step_kinds
from diwan.telework.programmes.scoring import score
from tests.core import people
from tests.helpers.house import HOLDER, STRANGER, World
from tests.helpers.jobs import run_jobs
from tests.helpers.telework import acts as signing
from tests.helpers.telework.programmes import FIGURES, begun

TODAY = timezone.localdate()


@pytest.fixture
def world(db):
    return World(rights=("telework.programme",))


def said(programme, **more):
    return {"actor": SYSTEM, "programme_id": programme.pk, "now": timezone.now(), **more}


def test_a_programme_has_the_steps_of_the_guide_and_one_is_enough(world):
    programme = world.programme
    assert list(programme.steps.values_list("code", flat=True)) == [kind.code for kind in step_kinds()]
    assert programme.threshold > 0
    with pytest.raises(operations.AlreadyBegun):
        begun(world.here.pk)


def test_only_who_holds_the_right_or_is_in_charge_runs_it(world):
    programme = world.programme
    stranger = world.users[STRANGER]
    write = {"objectives": "هدف", "programme_id": programme.pk, "now": timezone.now()}
    with pytest.raises(NotAllowed):
        operations.write(actor=world.actor(STRANGER), **write)
    operations.name_member(person_id=stranger.pk, role="charge", **said(programme))
    operations.write(actor=world.actor(STRANGER), **write)
    assert Programme.objects.visible_to(world.actor(STRANGER)).count() == 1


def test_a_step_waits_for_those_before_it(world):
    with pytest.raises(operations.StepsBefore):
        operations.finish(code="tasks", **said(world.programme))


def test_a_step_is_not_done_while_it_lacks_something(world):
    with pytest.raises(operations.StillLacking):
        operations.finish(code="objectives", **said(world.programme))
    operations.write(objectives="ضمان الاستمرارية", **said(world.programme))
    operations.finish(code="objectives", **said(world.programme))
    with pytest.raises(operations.StepDone):
        operations.finish(code="objectives", **said(world.programme))


def test_a_liaison_officer_needs_a_letter(world):
    person = world.users[STRANGER].pk
    with pytest.raises(operations.LetterNeeded):
        operations.name_member(person_id=person, role="liaison", **said(world.programme))
    operations.name_member(person_id=person, role="liaison", letter="رسالة 3", **said(world.programme))
    with pytest.raises(operations.AlreadyThere):
        operations.name_member(person_id=person, role="liaison", letter="رسالة 3", **said(world.programme))


def test_a_new_person_in_charge_replaces_the_one_before(world):
    for person in (STRANGER, HOLDER):
        operations.name_member(person_id=world.users[person].pk, role="charge", **said(world.programme))
    current = world.programme.members.filter(role="charge", left_at=None)
    assert [member.person_id for member in current] == [world.users[HOLDER].pk]
    assert world.programme.members.filter(role="charge").count() == 2


def test_nobody_from_elsewhere_is_named_or_proposed(world):
    other = people.person("Other House", administration=world.there)
    people.seat(other, people.post(people.root(world.there)))
    with pytest.raises(operations.NotOfTheHouse):
        operations.name_member(person_id=other.pk, role="team", **said(world.programme))
    with pytest.raises(operations.NotOfTheHouse):
        operations.propose(person_id=other.pk, **said(world.programme))
    with pytest.raises(operations.UnitElsewhere):
        operations.exclude(unit_id=people.root(world.there).pk, reason="x", **said(world.programme))


@pytest.mark.parametrize(
    ("marks", "weights", "expected"),
    [
        ({"a": 5, "b": 5}, {"a": 1, "b": 1}, 100),
        ({"a": 5, "b": 0}, {"a": 1, "b": 1}, 50),
        ({"a": 5, "b": 0}, {"a": 3, "b": 1}, 75),
        ({"a": 2, "b": 3, "c": 4}, {"a": 1, "b": 1, "c": 1}, 60),
        ({"a": 1, "b": 1, "c": 0}, {"a": 1, "b": 1, "c": 1}, 13),
        ({"a": 5}, {"a": 1, "b": 4}, 20),
        ({"a": 5}, {"a": 0}, 0),
        ({}, {}, 0),
    ],
)
def test_the_score_is_the_weighted_mean_in_percent(marks, weights, expected):
    assert score(marks, weights) == expected


def test_a_task_is_possible_from_the_threshold_on(world):
    programme = world.programme
    marks = {"divisible": 3, "automatable": 3, "electronic": 3}
    operations.score_task(title="المراسلات", unit_id=None, marks=marks, **said(programme))
    weights = {"divisible": 1, "automatable": 1, "electronic": 1}
    operations.weigh(threshold=60, weights=weights, labels={}, **said(programme))
    programme.refresh_from_db()
    assert [(row.score, row.possible) for row in queries.grid(programme)] == [(60, True)]
    operations.weigh(threshold=61, weights=weights, labels={}, **said(programme))
    programme.refresh_from_db()
    assert [row.possible for row in queries.grid(programme)] == [False]
    with pytest.raises(operations.BadMarks):
        operations.score_task(title="أخرى", unit_id=None, marks={"divisible": 6}, **said(programme))


def test_the_study_shows_what_is_needed_beside_what_is_there():
    lines = capacity.verdicts(FIGURES)
    assert [(line.needed, line.there) for line in lines] == [(24, 24), (24, 30), (30, 30), (60, 60)]
    assert capacity.suffices(FIGURES) is True
    assert capacity.suffices({**FIGURES, "vpn": 23}) is False
    assert capacity.suffices({**FIGURES, "busy": 77}) is False
    assert capacity.suffices({}) is None
    assert "24" in lines[0].sum


def test_figures_that_are_none_are_refused(world):
    for wrong in ({"people": -1}, {"nothing": 3}, {"share": 101}, {"people": True}):
        with pytest.raises(operations.BadFigures):
            operations.study(figures=wrong, **said(world.programme))


def test_a_study_that_does_not_suffice_blocks_its_step(world):
    operations.study(figures={**FIGURES, "vpn": 1}, **said(world.programme))
    world.programme.refresh_from_db()
    assert "capacity" in queries.lacking(world.programme)


def test_the_decision_waits_for_every_step(world):
    with pytest.raises(operations.StepsBefore):
        operations.submit(**said(world.programme))
    with pytest.raises(operations.ActDecides):
        operations.finish(code="decision", **said(world.programme))


def test_the_board_says_what_is_late_and_what_blocks(world, django_assert_num_queries):
    programme = world.programme
    due = TODAY - timedelta(days=1)
    operations.plan(code="team", owner_id=world.users[HOLDER].pk, due_on=due, **said(programme))
    with django_assert_num_queries(4):
        board = queries.board(programme, TODAY)
    assert [line.step.code for line in board.late] == ["team"]
    assert len(board.blocking) == len(step_kinds()) - 1
    assert board.done == 0


def test_the_head_signs_and_telework_is_open(world):
    programme = world.ready_programme
    root = people.root(world.here)
    where = {"person_id": world.users[HOLDER].pk, "unit_id": root.pk, "post_id": 0, "on": TODAY}
    assert not queries.opening_finding(**where).ok
    act = operations.submit(**said(programme, actor=world.actor(HOLDER)))
    with pytest.raises(operations.NotInThisState):
        operations.submit(**said(programme))
    signed = signing.sign(act.pk)
    run_jobs()
    programme.refresh_from_db()
    assert signed.state == "signed"
    assert programme.state == State.OPEN
    assert programme.steps.get(code="decision").state == "done"
    assert queries.opening_finding(**where).ok
    operations.finish(code="launch", **said(programme))
    programme.refresh_from_db()
    assert programme.state == State.LAUNCHED
    # Heard again, it changes nothing.
    operations.decided(programme_id=programme.pk, act_id=act.pk, signed=False, now=timezone.now())
    programme.refresh_from_db()
    assert programme.state == State.LAUNCHED


def test_a_refusal_gives_the_programme_back(world):
    programme = world.ready_programme
    act = operations.submit(**said(programme))
    signing.refuse(act.pk, "ينقص بيان الفئات")
    run_jobs()
    programme.refresh_from_db()
    assert programme.state == State.PREPARING
    assert "ينقص بيان الفئات" in programme.steps.get(code="decision").entries.first().note
    operations.reopen(code="scope", note="إتمام", **said(programme))
    assert programme.steps.get(code="scope").state == "doing"


def test_an_excluded_service_is_not_eligible_with_all_below_it(world):
    programme = world.programme
    service = people.unit(people.root(world.here), "مصلحة الحراسة", code="SEC")
    below = people.unit(service, "مكتب", code="SEC1")
    operations.exclude(unit_id=service.pk, reason="حضور دائم", **said(programme))
    for unit, ok in ((service, False), (below, False), (people.root(world.here), True)):
        finding = queries.service_finding(person_id=0, unit_id=unit.pk, post_id=0, on=TODAY)
        assert finding.ok is ok
    assert "حضور دائم" in queries.service_finding(person_id=0, unit_id=below.pk, post_id=0, on=TODAY).why


def test_without_a_programme_nothing_is_said_against_anybody(world):
    where = {"person_id": 0, "unit_id": people.root(world.there).pk, "post_id": 0, "on": TODAY}
    for finding in (queries.service_finding, queries.tasks_finding, queries.opening_finding):
        assert finding(**where).ok


def test_the_act_says_who_and_what(world):
    programme = world.ready_programme
    operations.submit(**said(programme))
    act = Act.objects.get(kind=DECISION)
    text = str(act.content)
    assert programme.objectives in text
    assert all(name in text for name in ("عضو 0", "عضو 2", "عضو 3"))


def test_filling_twice_adds_nothing(world):
    programme = world.ready_programme
    before = programme.tasks.count(), programme.proposals.count()
    said_again = said(programme)
    operations.score_task(title="معالجة المراسلات الإلكترونية", unit_id=None, marks={}, **said_again)
    assert (programme.tasks.count(), programme.proposals.count()) == before
