"""What is told in confidence, and the workplace: who reads, what leaves a trace, what is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from diwan.core.journal.models import Entry
from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.agreements import api as agreements
from diwan.telework.agreements.enums import Check, State
from diwan.telework.agreements.models import Agreement, Confidence, Step
from diwan.telework.agreements.operations import private
from diwan.telework.rules import api as rules
from tests.core import people
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.agreements import asked

SECRET = "متابعة طبية أسبوعية"


def told(place, *, for_manager=False):
    actor = place.actor("officer0")
    return private.tell(
        actor=actor, post_id=actor.seats[0].post_id, kind="health", words=SECRET, for_manager=for_manager, now=NOW
    )


@pytest.fixture
def evaluator(place):
    person = people.person("Evaluator", administration=place.tenant)
    people.seat(person, people.post(place.units["root"], "لجنة", rights={rules.EVALUATE: "administration"}))
    place.people["evaluator"] = person
    return person


def test_the_words_are_closed_in_the_database(place):
    one = told(place)
    assert SECRET.encode() not in bytes(one.closed)
    assert private.opened(one) == SECRET


def test_the_manager_reads_only_where_the_person_agrees(place, evaluator):
    one = told(place)
    for who in ("head", "finance", "officer1"):
        with pytest.raises(NotAllowed):
            private.ask_to_read(actor=place.actor(who), confidence_id=one.pk, now=NOW)
    assert private.ask_to_read(actor=place.actor("evaluator"), confidence_id=one.pk, now=NOW) is not None
    one = told(place, for_manager=True)
    assert private.ask_to_read(actor=place.actor("head"), confidence_id=one.pk, now=NOW) is not None
    with pytest.raises(NotAllowed):
        private.ask_to_read(actor=place.actor("finance"), confidence_id=one.pk, now=NOW)


def test_a_reading_leaves_a_trace_that_the_person_sees(place, evaluator, client):
    one = told(place)
    client.force_login(evaluator)
    address = reverse("agreements:confided", args=[one.pk])
    assert SECRET not in client.get(address).content.decode()
    key = {"idempotency_key": "5d8d9c8e-6c1b-4b60-9d57-3c8d6f0e7a11"}
    assert client.post(address, key).status_code == 302
    assert SECRET in client.get(address).content.decode()
    client.force_login(place.people["officer0"])
    page = client.get(reverse("agreements:confide")).content.decode()
    assert SECRET in page
    assert str(evaluator) in page


def test_it_stands_in_no_list_journal_or_notification(place, client):
    told(place, for_manager=True)
    row = asked(place.people["officer0"])
    run_jobs()
    client.force_login(place.people["head"])
    for address in (reverse("agreements:requests"), reverse("agreements:agreement", args=[row.pk])):
        assert SECRET not in client.get(address).content.decode()
    assert SECRET not in str(list(Entry.objects.values_list("body", flat=True)))
    assert SECRET not in str(list(Notification.objects.values_list("subject", "body")))
    assert SECRET not in str(list(Step.objects.values_list("why", flat=True)))


def test_it_is_forgotten_after_a_year_and_when_taken_back(place):
    one = told(place)
    assert private.forget(day=one.kept_until) == 0
    assert private.forget(day=one.kept_until + timedelta(days=1)) == 1
    one = told(place)
    private.take_back(actor=place.actor("officer1"), confidence_id=one.pk)
    assert Confidence.objects.filter(pk=one.pk).exists()
    private.take_back(actor=place.actor("officer0"), confidence_id=one.pk)
    assert not Confidence.objects.filter(pk=one.pk).exists()


def test_the_desk_checks_the_workplace_and_the_start_waits(place):
    agreements.set_practice(
        actor=people.SYSTEM,
        administration_id=place.tenant.pk,
        sign_decisions=False,
        sign_charters=False,
        check_workplaces=True,
        now=NOW,
    )
    desk = people.person("Desk", administration=place.tenant)
    people.seat(desk, people.post(place.units["root"], "دعم", rights={rules.DESK: "administration"}))
    place.people["desk"] = desk
    row = asked(place.people["officer0"])
    agreements.approve(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
    whole = dict.fromkeys(("room", "electricity", "connection", "confidentiality", "safety"), True)
    declared = agreements.Declared(place="المنزل", **whole)
    with pytest.raises(NotAllowed):
        agreements.declare_workplace(actor=place.actor("head"), agreement_id=row.pk, declared=declared, now=NOW)
    made = agreements.declare_workplace(actor=place.actor("officer0"), agreement_id=row.pk, declared=declared, now=NOW)
    agreements.sign_charter(actor=place.actor("officer0"), agreement_id=row.pk, now=NOW)
    agreements.countersign_charter(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
    assert Agreement.objects.get(pk=row.pk).state == State.READY
    with pytest.raises(NotAllowed):
        agreements.check_workplace(actor=place.actor("head"), workplace_id=made.pk, accepted=True, now=NOW)
    with pytest.raises(agreements.ReasonMissing):
        agreements.check_workplace(actor=place.actor("desk"), workplace_id=made.pk, accepted=False, now=NOW)
    made = agreements.check_workplace(actor=place.actor("desk"), workplace_id=made.pk, accepted=True, now=NOW)
    assert made.check_state == Check.ACCEPTED
    assert Agreement.objects.get(pk=row.pk).state == State.IN_FORCE


def test_no_field_says_where_anybody_is():
    from django.apps import apps

    names = {field.name for model in apps.get_app_config("agreements").get_models() for field in model._meta.fields}
    assert not names & {"latitude", "longitude", "location", "gps", "ip", "ip_address", "photo", "screenshot", "camera"}
