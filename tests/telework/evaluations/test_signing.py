"""From votes to signed minutes by the real acts: one agreement ends, another is renewed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.telework.acts import api as acts
from diwan.telework.agreements import api as agreements
from diwan.telework.evaluations import api as evaluations
from diwan.telework.evaluations.models import Case
from diwan.telework.rules import api as rules
from tests.core import people
from tests.helpers import world
from tests.helpers.telework.acts import sign
from tests.helpers.telework.agreements import in_force, staffed

pytestmark = pytest.mark.django_db(transaction=True)


def test_minutes_signed_by_the_secretary_and_the_chair_take_effect():
    now = timezone.now()
    today = timezone.localdate(now)
    found = staffed()
    world.office(found.units["root"], "MEN")
    keeper = people.person("Keeper Of", administration=found.tenant)
    people.seat(keeper, people.post(found.units["root"], "كاتب اللجنة", rights={rules.EVALUATE: "administration"}))
    actor = organisations.actor_for(keeper.pk, now)
    rows = [in_force(found.people[f"officer{n}"], now=now) for n in (0, 1)]
    members = [
        evaluations.seat(actor=actor, administration_id=found.tenant.pk, person_id=person, role=role, now=now)
        for person, role in ((found.people["sg"].pk, "chair"), (keeper.pk, "secretary"))
    ]
    session = evaluations.plan(
        actor=actor,
        administration_id=found.tenant.pk,
        held_on=today,
        place="الرباط",
        agreement_ids=[row.pk for row in rows],
        now=now,
    )
    evaluations.attend(actor=actor, session_id=session.pk, member_ids=[m.pk for m in members], now=now)
    ended, renewed = Case.objects.order_by("position")
    last = agreements.earliest_end(rows[0], today) + timedelta(days=1)
    evaluations.propose(
        actor=actor, case_id=ended.pk, renew_until=None, end_on=last, weekdays="", reasons="ضعف النتائج", now=now
    )
    for case, choice in ((ended, "end"), (renewed, "renew")):
        for member in members:
            evaluations.vote(actor=actor, case_id=case.pk, member_id=member.pk, choice=choice, reason="", now=now)
    evaluations.close(actor=actor, session_id=session.pk, now=now)
    act = evaluations.write(actor=actor, session_id=session.pk, now=now)
    rows[0].refresh_from_db()
    assert rows[0].stop_on is None
    signed = sign(act.pk)
    assert signed.state == acts.State.SIGNED
    session.refresh_from_db()
    assert session.state == "signed"
    for row in rows:
        row.refresh_from_db()
    assert rows[0].stop_on == last + timedelta(days=1)
    assert rows[1].renewals == 1
    assert signed.reference in rows[0].stop_ground
