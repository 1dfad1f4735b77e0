"""What continuity does when a fact is told. Each may run twice, and be killed anywhere."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.telework.acts import api as acts

from . import telling
from .enums import HOLDS, PLAN, RETURN, SWITCH
from .events import CrisisDrawn, CrisisEnded, CrisisStarted
from .models import Crisis
from .operations import plans, switching

# A decision was signed: what it owes to people is tried for days.
PATIENT = facts.BackOff(tries=1000, ceiling=600)


@facts.hears(CrisisDrawn, lock="crisis:{crisis_id}", retry=PATIENT)
def draw(fact: CrisisDrawn) -> None:
    switching.plan(crisis_id=fact.crisis_id, now=timezone.now())


@facts.hears(acts.ActSigned, retry=PATIENT)
def act_signed(fact: acts.ActSigned) -> None:
    number, now = fact.subject.partition(":")[2], timezone.now()
    if fact.kind == PLAN:
        plans.approved(plan_id=int(number), act_id=fact.act_id, now=now)
    elif fact.kind == SWITCH:
        switching.signed(crisis_id=int(number), act_id=fact.act_id, now=now)
    elif fact.kind == RETURN:
        crisis_id, _colon, day = number.partition(":")
        switching.end(crisis_id=int(crisis_id), on=date.fromisoformat(day), act_id=fact.act_id, now=now)


@facts.hears(acts.ActRefused, retry=PATIENT)
def act_refused(fact: acts.ActRefused) -> None:
    number, now = fact.subject.partition(":")[2].partition(":")[0], timezone.now()
    if fact.kind == PLAN:
        plans.sent_back(plan_id=int(number), act_id=fact.act_id, now=now)
    elif fact.kind in (SWITCH, RETURN):
        switching.refused(crisis_id=int(number), act_id=fact.act_id, reason=fact.reason, now=now)


@facts.hears(CrisisStarted, lock="crisis:{crisis_id}", retry=PATIENT)
def apply(fact: CrisisStarted) -> None:
    while telling.tell_start(crisis_id=fact.crisis_id, now=timezone.now()):
        pass
    switching.all_told(crisis_id=fact.crisis_id, now=timezone.now())


@facts.hears(CrisisEnded, lock="crisis:{crisis_id}", retry=PATIENT)
def go_back(fact: CrisisEnded) -> None:
    while telling.tell_end(crisis_id=fact.crisis_id, now=timezone.now()):
        pass
    switching.all_told(crisis_id=fact.crisis_id, now=timezone.now())


@facts.hears(organisations.SeatChanged)
def follow_seat(fact: organisations.SeatChanged) -> None:
    """Somebody was hired, moved or left while a crisis rule holds."""
    for crisis_id in Crisis.objects.filter(state__in=HOLDS).values_list("pk", flat=True):
        switching.follow_people(crisis_id=crisis_id, now=timezone.now())
