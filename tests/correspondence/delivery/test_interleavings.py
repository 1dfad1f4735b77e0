"""Whatever is repeated, late, doubled or out of order, one letter arrives, and both ends hold the same evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery import tasks
from diwan.correspondence.delivery.models import Arrival, Sending
from diwan.correspondence.delivery.operations import carrying, expiring, telling
from diwan.kit.refusals import Refusal
from tests.core import people
from tests.helpers.delivery import events, outgoing, send

pytestmark = pytest.mark.django_db
STEPS = ("carry", "forget", "report", "accept", "refuse", "return", "withdraw", "expire", "sweep", "retry", "stale")
WHY = {"code": delivery.Why.OTHER, "reason": "سبب"}
FINAL = {
    "registered": "accepted",
    "refused": "refused",
    "returned": "returned",
    "withdrawn": "withdrawn",
    "waiting": "consigned",
}


class Undone(Exception):
    """Every example is taken back."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=14))
def test_any_interleaving_gives_one_arrival(ministry, other_ministry, steps):
    with pytest.raises(Undone), transaction.atomic():
        sending = send(ministry, outgoing(ministry, other_ministry))
        stale: list = []
        for step in steps:
            try:
                with transaction.atomic():
                    act(step, sending, ministry, other_ministry, stale)
            except Refusal:
                pass
            assert Arrival.objects.count() <= 1
        tasks.carry(sending_id=sending.pk)
        arrival = Arrival.objects.filter(message_id=sending.message_id).first()
        if arrival is not None:
            telling.report(arrival_id=arrival.pk, now=people.NOW)
            check(sending, arrival)
        raise Undone


def act(step: str, sending: Sending, here, there, stale: list) -> None:
    now, clerk, sender = people.NOW, there.actor("clerk"), here.actor("clerk")
    arrival = Arrival.objects.filter(message_id=sending.message_id).first()
    if step == "carry":
        tasks.carry(sending_id=sending.pk)
    elif step == "forget":  # the letter is there, and the note of it was lost
        Sending.objects.filter(pk=sending.pk, state="consigned").update(state="waiting", next_attempt_at=now)
    elif step == "sweep":
        carrying.sweep(now=now + timedelta(hours=1))
        Sending.objects.filter(pk=sending.pk, state="waiting").update(next_attempt_at=now)
    elif step == "retry":
        delivery.retry(actor=sender, sending_id=sending.pk, now=now)
    elif step == "withdraw":
        delivery.withdraw(actor=sender, sending_id=sending.pk, reason="خطأ", now=now)
    elif arrival is None:
        return
    elif step == "report":
        stale.append(telling.answer_of(arrival))
        telling.report(arrival_id=arrival.pk, now=now)
    elif step == "stale" and stale:  # an old answer comes again
        delivery.answered(message_id=sending.message_id, outcome=stale[0], now=now)
    elif step == "accept":
        delivery.accept(actor=clerk, arrival_id=arrival.pk, now=now)
    elif step == "refuse":
        delivery.refuse(actor=clerk, arrival_id=arrival.pk, now=now, **WHY)
    elif step == "return":
        delivery.return_(actor=clerk, arrival_id=arrival.pk, now=now, **WHY)
    elif step == "expire":
        expiring.expire(now=arrival.arrived_at + timedelta(days=30))


def check(sending: Sending, arrival: Arrival) -> None:
    sending.refresh_from_db()
    assert sending.state == FINAL[arrival.state], (sending.state, arrival.state)
    here, there = events(sending), events(arrival)
    assert len(here) == len(set(here))
    assert sorted(here) == sorted(there)
