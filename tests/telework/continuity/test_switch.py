"""The crisis switch and back: planned, signed, applied, each told once; and every way it may go wrong half-way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from diwan.core.calendars import api as calendars
from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts import api as acts
from diwan.telework.continuity import api as continuity
from diwan.telework.continuity import handlers, telling
from diwan.telework.continuity.events import CrisisStarted
from diwan.telework.continuity.models import Assignment, Crisis
from diwan.telework.continuity.operations import switching
from tests.core import people
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.acts import refuse, sign

pytestmark = pytest.mark.django_db
PEOPLE = 17  # 12 agents, 4 of the ministry, and the secretary general


def today() -> Any:
    return calendars.local_day(timezone.now(), "MA")


def asked(house: Any, who: str = "sg", **changes: Any) -> Crisis:
    said: dict[str, Any] = {
        "unit_id": house.units["root"].pk,
        "rule": "reduced_presence",
        "starts_on": today(),
        "ends_on": today() + timedelta(days=27),
        "reason": "وضعية وبائية",
    }
    return continuity.ask(actor=house.actor(who), asked=continuity.Asked(**said | changes), now=timezone.now())


def planned(house: Any, **changes: Any) -> Crisis:
    crisis = asked(house, **changes)
    run_jobs()
    return Crisis.objects.get(pk=crisis.pk)


def submitted(house: Any, **changes: Any) -> Crisis:
    crisis = planned(house, **changes)
    return continuity.submit(actor=house.actor("sg"), crisis_id=crisis.pk, now=timezone.now())


def in_force(house: Any, **changes: Any) -> Crisis:
    crisis = submitted(house, **changes)
    sign(crisis.act_id)  # type: ignore[arg-type]
    return Crisis.objects.get(pk=crisis.pk)


def returned(house: Any, crisis: Crisis) -> Crisis:
    row = continuity.ask_return(
        actor=house.actor("sg"), crisis_id=crisis.pk, returns_on=today(), reason="تحسن الوضعية", now=timezone.now()
    )
    sign(row.return_act_id)  # type: ignore[arg-type]
    return Crisis.objects.get(pk=crisis.pk)


def on_site(crisis: Crisis, day: Any) -> set[int]:
    ids = list(Assignment.objects.filter(crisis=crisis).values_list("person", flat=True))
    return {person for person, said in continuity.days_of(ids, day, day).items() if said[day].on_site}


def working_days(crisis: Crisis) -> list[Any]:
    book = calendars.calendar("MA")
    span = (crisis.ends_on - crisis.starts_on).days + 1
    every = [crisis.starts_on + timedelta(days=n) for n in range(span)]
    return [day for day in every if not book.is_weekend(day)]


def test_it_is_planned_signed_told_and_comes_back(house: Any) -> None:
    crisis = in_force(house)
    assert crisis.state == continuity.CrisisState.IN_FORCE
    assert (crisis.people, crisis.told) == (PEOPLE, PEOPLE)
    assert Notification.objects.filter(kind="continuity.started").count() == PEOPLE
    over = returned(house, crisis)
    assert over.state == continuity.CrisisState.OVER
    assert over.differences == []
    assert Notification.objects.filter(kind="continuity.ended").count() == PEOPLE
    assert not on_site(over, today())
    assert continuity.assigned(house.staff[0].pk, today()) is None


def test_never_more_than_the_rule_allows_and_everybody_in_equal_shares(house: Any) -> None:
    crisis = planned(house)
    Crisis.objects.filter(pk=crisis.pk).update(state="over")  # days hold without being told
    counts: dict[int, int] = {}
    for day in working_days(crisis):
        there = on_site(crisis, day)
        assert len(there) <= PEOPLE * 30 // 100
        assert len(there) == PEOPLE * 30 // 100  # what the floors of small units leave over is not lost
        for person in there:
            counts[person] = counts.get(person, 0) + 1
    for unit in ("DRH", "DIV", "DAF"):
        members = Assignment.objects.filter(crisis=crisis, unit=house.units[unit]).values_list("person", flat=True)
        times = [counts.get(person, 0) for person in members]
        assert max(times) - min(times) <= 2, (unit, times)


def test_a_vital_service_keeps_its_people_and_the_exempted_stay_away(house: Any) -> None:
    actor, now = house.actor("sg"), timezone.now()
    plan = continuity.begin_plan(actor=actor, administration_id=house.tenant.pk, now=now)
    service = continuity.Service(unit_id=house.units["DAF"].pk, name="الأداء", what="أداء الأجور", minimum=3, away=2)
    continuity.put_service(actor=actor, plan_id=plan.pk, said=service, now=now)
    row = continuity.submit_plan(actor=actor, plan_id=plan.pk, now=now)
    sign(row.act_id)  # type: ignore[arg-type]
    exempted = house.staff[2]  # of DAF
    continuity.exempt(actor=actor, person_id=exempted.pk, proof="شهادة 12/2026", now=now)
    crisis = planned(house)
    Crisis.objects.filter(pk=crisis.pk).update(state="over")
    members = set(Assignment.objects.filter(crisis=crisis, unit=house.units["DAF"]).values_list("person", flat=True))
    for day in working_days(crisis)[:12]:
        there = on_site(crisis, day)
        assert len(there & members) == 3
        assert exempted.pk not in there


def test_each_day_is_read_by_agreements(house: Any) -> None:
    """Away by the crisis though they have no agreement; and on site by it, whatever an agreement says."""
    from diwan.telework.agreements import api as agreements

    crisis = in_force(house)
    day = working_days(crisis)[0]
    there = on_site(crisis, day)
    away = next(one.pk for one in house.staff if one.pk not in there)
    assert agreements.remote_days(away, day, day) == {day}
    assert agreements.remote_days(next(iter(there)), day, day) == set()


def test_the_act_signed_twice_is_applied_once(house: Any) -> None:
    crisis = in_force(house)
    act = acts.Act.objects.get(pk=crisis.act_id)
    fact = acts.ActSigned(act.pk, act.kind, act.subject, act.administration_id, act.reference)
    handlers.act_signed(fact)
    handlers.apply(CrisisStarted(crisis.pk, crisis.administration_id))
    again = Crisis.objects.get(pk=crisis.pk)
    assert (again.state, again.told) == (continuity.CrisisState.IN_FORCE, PEOPLE)
    assert Notification.objects.filter(kind="continuity.started").count() == PEOPLE


def test_of_two_acts_over_the_same_people_the_second_has_no_effect(house: Any) -> None:
    first = submitted(house)
    second = submitted(house, unit_id=house.units["DRH"].pk)
    sign(first.act_id)  # type: ignore[arg-type]
    sign(second.act_id)  # type: ignore[arg-type]
    row = Crisis.objects.get(pk=second.pk)
    assert row.state == continuity.CrisisState.REFUSED
    assert row.end_reason
    assert not row.assignments.exists()
    assert Notification.objects.filter(kind="continuity.started").count() == PEOPLE
    with pytest.raises(continuity.AlreadyInCrisis):
        asked(house, unit_id=house.units["DIV"].pk)


def test_killed_in_the_middle_it_goes_on_and_tells_each_once(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "LOT", 5)
    crisis = submitted(house)
    real, calls = telling.notifications.notify_many, []

    def dies(**said: Any) -> Any:
        calls.append(real(**said))
        if len(calls) == 3:  # once the third lot is written: what it told is taken back with it
            raise KeyboardInterrupt
        return calls[-1]

    sign(crisis.act_id, until=0)  # type: ignore[arg-type]
    with monkeypatch.context() as power:
        power.setattr(handlers, "apply", lambda _fact: None)
        switching_signed(crisis)
    with monkeypatch.context() as power:
        power.setattr(telling.notifications, "notify_many", dies)
        with pytest.raises(KeyboardInterrupt):
            handlers.apply(CrisisStarted(crisis.pk, crisis.administration_id))
    half = Crisis.objects.get(pk=crisis.pk)
    assert (half.state, half.told) == (continuity.CrisisState.APPLYING, 10)
    handlers.apply(CrisisStarted(crisis.pk, crisis.administration_id))
    whole = Crisis.objects.get(pk=crisis.pk)
    assert (whole.state, whole.told) == (continuity.CrisisState.IN_FORCE, PEOPLE)
    told = Notification.objects.filter(kind="continuity.started").values_list("person", flat=True)
    assert len(told) == len(set(told)) == PEOPLE


def switching_signed(crisis: Crisis) -> None:
    assert switching.signed(crisis_id=crisis.pk, act_id=crisis.act_id or 0, now=timezone.now())


def test_withdrawn_half_way_those_told_are_told_and_nothing_holds(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "LOT", 5)
    crisis = submitted(house)
    switching_signed(crisis)
    assert telling.tell_start(crisis_id=crisis.pk, now=timezone.now()) == 5
    continuity.withdraw(actor=house.actor("sg"), crisis_id=crisis.pk, reason="خطأ في التاريخ", now=timezone.now())
    run_jobs()
    row = Crisis.objects.get(pk=crisis.pk)
    assert row.state == continuity.CrisisState.WITHDRAWN
    assert Notification.objects.filter(kind="continuity.started").count() == 5
    assert Notification.objects.filter(kind="continuity.ended").count() == 5
    assert not on_site(row, today())
    assert continuity.assigned(house.staff[0].pk, today()) is None


def test_withdrawn_before_the_signature_nothing_remains(house: Any) -> None:
    crisis = submitted(house)
    run_jobs()
    with pytest.raises(continuity.ReasonMissing):
        continuity.withdraw(actor=house.actor("sg"), crisis_id=crisis.pk, reason=" ", now=timezone.now())
    continuity.withdraw(actor=house.actor("sg"), crisis_id=crisis.pk, reason="خطأ", now=timezone.now())
    run_jobs()
    assert acts.Act.objects.get(pk=crisis.act_id).state == acts.State.WITHDRAWN
    assert not Assignment.objects.exists()


def test_refused_by_its_signer_nothing_holds(house: Any) -> None:
    crisis = submitted(house)
    refuse(crisis.act_id, "لا موجب لذلك")  # type: ignore[arg-type]
    row = Crisis.objects.get(pk=crisis.pk)
    assert (row.state, row.end_reason) == (continuity.CrisisState.REFUSED, "لا موجب لذلك")
    assert not Notification.objects.filter(kind="continuity.started").exists()


def test_people_hired_moved_or_gone_in_the_middle(house: Any) -> None:
    crisis = in_force(house, unit_id=house.units["DRH"].pk)
    before = crisis.people
    hired = people.person("New Hand", "موظف جديد", administration=house.tenant)
    people.seat(hired, people.post(house.units["DIV"], "متصرف جديد"))
    gone = house.staff[0]  # of DRH
    from diwan.core.organisations.operations import posts

    holding = gone_holding(gone)
    posts.end_holding(actor=people.SYSTEM, holding_id=holding, at=timezone.now(), now=timezone.now())
    run_jobs()
    row = Crisis.objects.get(pk=crisis.pk)
    assert row.people == before + 1
    said = continuity.assigned(hired.pk, today())
    assert said is None or not said.on_site  # away: who comes later never breaks the most on site
    assert Notification.objects.filter(kind="continuity.started", person=hired).count() == 1
    assert continuity.assigned(gone.pk, today() + timedelta(days=1)) is None
    assert row.state == continuity.CrisisState.IN_FORCE


def gone_holding(person: Any) -> int:
    from django.apps import apps

    return apps.get_model("organisations", "Holding").objects.get(person=person).pk


def test_its_last_day_past_it_ends_by_itself(house: Any) -> None:
    from diwan.telework.continuity import tasks

    crisis = in_force(house)
    span = {"starts_on": today() - timedelta(days=9), "ends_on": today() - timedelta(days=2)}
    Crisis.objects.filter(pk=crisis.pk).update(**span)
    tasks.look()
    run_jobs()
    row = Crisis.objects.get(pk=crisis.pk)
    assert row.state == continuity.CrisisState.OVER
    assert row.ended_on == today() - timedelta(days=1)
    assert Notification.objects.filter(kind="continuity.ended").count() == PEOPLE


def test_only_whoever_holds_the_right_over_the_unit(house: Any) -> None:
    with pytest.raises(NotAllowed):
        asked(house, who="head")
    with pytest.raises(continuity.NoSuchRule):
        asked(house, rule="no_such")
    with pytest.raises(continuity.BadDates):
        asked(house, starts_on=today() - timedelta(days=1))
